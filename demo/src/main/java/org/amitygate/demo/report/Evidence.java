package org.amitygate.demo.report;

import java.util.List;

/** All that a report is made of: what the world saw and what both gates have on disk. */
public record Evidence(Ledger world, JournalSnapshot exports, JournalSnapshot imports) {

  List<JournalSnapshot> gates() {
    return List.of(exports, imports);
  }

  JournalSnapshot gate(String id) {
    return exports.gate().equals(id) ? exports : imports;
  }
}
