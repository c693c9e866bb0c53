package org.amitygate.demo.report;

import java.util.List;
import java.util.Map;

/**
 * All that a report is made of: what the world saw and what both gates have on disk. Gates at rest
 * still tell each other of their journals, so what is to be found in a journal is read before it.
 *
 * @param world what was acknowledged to it
 * @param receipted by gate: the types of the messages that its partner had receipted before either
 *     journal was read, by their ids
 */
public record Evidence(
    Ledger world,
    Map<String, Map<String, String>> receipted,
    JournalSnapshot exports,
    JournalSnapshot imports) {

  List<JournalSnapshot> gates() {
    return List.of(exports, imports);
  }

  JournalSnapshot gate(String id) {
    return exports.gate().equals(id) ? exports : imports;
  }
}
