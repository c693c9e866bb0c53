package org.amitygate.verifier;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What is wrong: the first record of each stream, and what is about no stream. */
final class Findings {

  /** More are counted and not told. */
  private static final int MOST = 1_000;

  private final TreeMap<String, Finding> streams = new TreeMap<>();
  private final List<Finding> others = new ArrayList<>();
  private long count;

  void add(String sentence) {
    count++;
    if (others.size() < MOST) {
      others.add(new Finding("", 0, sentence));
    }
  }

  /** Of several findings in a stream, the one with the lowest record counts. */
  void add(Finding finding) {
    Finding known = streams.get(finding.stream());
    if (known != null) {
      if (finding.seq() < known.seq()) {
        streams.put(finding.stream(), finding);
      }
      return;
    }
    count++;
    if (streams.size() < MOST) {
      streams.put(finding.stream(), finding);
    }
  }

  boolean about(String stream) {
    return streams.containsKey(stream);
  }

  boolean none() {
    return count == 0;
  }

  long count() {
    return count;
  }

  List<Finding> all() {
    List<Finding> all = new ArrayList<>(others);
    all.addAll(streams.values());
    return all;
  }
}
