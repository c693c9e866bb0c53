package org.amitygate.demo.report;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Everything that a gate has on disk at one moment.
 *
 * @param gate its id
 * @param records in the order of writing
 */
public record JournalSnapshot(
    String gate, List<JournalRecord> records, List<CrossingRow> crossings) {

  public JournalSnapshot {
    records = List.copyOf(records);
    crossings = List.copyOf(crossings);
  }

  List<JournalRecord> of(String type) {
    return records.stream().filter(record -> record.is(type)).toList();
  }

  Optional<CrossingRow> crossing(String id) {
    return crossings.stream().filter(row -> row.id().equals(id)).findFirst();
  }

  /** Records of each crossing, in their order. */
  Map<String, List<JournalRecord>> timelines() {
    return records.stream()
        .filter(record -> !record.crossing().isEmpty())
        .collect(Collectors.groupingBy(JournalRecord::crossing));
  }

  /** The intents to open, by what the controller was told. */
  Map<Token, JournalRecord> intents() {
    Map<Token, JournalRecord> intents = new HashMap<>();
    for (JournalRecord record : of("OpeningIntended")) {
      intents.put(token(record), record);
    }
    return intents;
  }

  /** What a record about an opening speaks of. */
  Token token(JournalRecord record) {
    return new Token(gate, record.text("lane"), record.body().path("token").asLong());
  }

  /** Values of a field in all records of a type. */
  Collection<String> values(String type, String field) {
    return of(type).stream().map(record -> record.text(field)).collect(Collectors.toSet());
  }
}
