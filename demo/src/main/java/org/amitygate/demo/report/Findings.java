package org.amitygate.demo.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is wrong, by key of the report; of one thing under one key the first sentence counts. */
final class Findings {

  /** Keys of the report that count findings. */
  enum Key {
    UNEXPECTED("unexpected"),
    /** Not to be held, and stood in a lane while its gate was dead. */
    HELD_UNWATCHED("heldUnwatched"),
    DISAGREEMENTS("disagreements"),
    LOST("lost"),
    DUPLICATED("duplicated"),
    DONE_WITHOUT_PASSAGE("doneWithoutPassage"),
    PASSED_WITHOUT_COMMIT_OK("passedWithoutCommitOk"),
    OPENED_NOT_DONE("openedNotDone"),
    UNCOMMANDED_OPENINGS_MISSED("uncommandedOpeningsMissed");

    private final String label;

    Key(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  private final Map<Key, Map<String, String>> all = new LinkedHashMap<>();

  /**
   * @param what the thing: a truck, a crossing, a message
   */
  void add(Key key, String what, String sentence) {
    all.computeIfAbsent(key, k -> new LinkedHashMap<>()).putIfAbsent(what, sentence);
  }

  int count(Key key) {
    return all.getOrDefault(key, Map.of()).size();
  }

  /** One sentence for each, such as {@code lost: declaration DEC-000001 …}. */
  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    for (Key key : Key.values()) {
      for (String sentence : all.getOrDefault(key, Map.of()).values()) {
        sentences.add(key.label() + ": " + sentence);
      }
    }
    return sentences;
  }
}
