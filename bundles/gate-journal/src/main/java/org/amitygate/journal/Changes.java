package org.amitygate.journal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.amitygate.core.journal.Body;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.journal.RecordRow.Head;

/** A write buffer: what one work, or a batch of works, wants to have stored. Not thread-safe. */
final class Changes {

  final List<RecordRow> records = new ArrayList<>();
  final Map<String, Head> heads = new HashMap<>();
  final Map<UUID, CrossingPut> crossings = new LinkedHashMap<>();

  /** Empty: removed. */
  final Map<ItemKey, Optional<Body>> items = new LinkedHashMap<>();

  final Map<String, Queued> queued = new LinkedHashMap<>();

  /** May name entries of {@link #queued}: those never reach the stored outbox. */
  final Set<String> delivered = new HashSet<>();

  final List<Erasure> erasures = new ArrayList<>();
  final List<Seal> seals = new ArrayList<>();

  boolean isEmpty() {
    return records.isEmpty()
        && crossings.isEmpty()
        && items.isEmpty()
        && queued.isEmpty()
        && delivered.isEmpty()
        && erasures.isEmpty()
        && seals.isEmpty();
  }

  /** Takes over what a later work wrote. */
  void add(Changes later) {
    records.addAll(later.records);
    heads.putAll(later.heads);
    crossings.putAll(later.crossings);
    items.putAll(later.items);
    queued.putAll(later.queued);
    delivered.addAll(later.delivered);
    erasures.addAll(later.erasures);
    seals.addAll(later.seals);
  }

  record ItemKey(String kind, String id) {}

  /** A crossing that was put. */
  record CrossingPut(CrossingRow row) {

    /** Times are whole µs, as the store keeps them. */
    static CrossingPut of(CrossingRow row) {
      return new CrossingPut(
          new CrossingRow(
              row.id(),
              row.name(),
              row.role(),
              row.lane(),
              row.flow(),
              row.flowVersion(),
              row.state(),
              row.stage(),
              row.reason(),
              row.plate(),
              row.declaration(),
              row.open(),
              Micros.truncated(row.openedAt()),
              Micros.truncated(row.changedAt()),
              row.dueAt().map(Micros::truncated),
              row.version(),
              row.body(),
              row.words()));
    }

    byte[] body() {
      return row.body().json();
    }
  }

  /** An outgoing entry with its body as bytes. */
  record Queued(Outgoing outgoing, byte[] body) {

    Outgoing copy() {
      return new Outgoing(
          outgoing.id(),
          outgoing.queue(),
          outgoing.kind(),
          Micros.truncated(outgoing.queuedAt()),
          Json.object(body));
    }
  }

  /** Forgets the personal values of a stream's records from one to another. */
  record Erasure(String stream, long fromSeq, long throughSeq) {
    boolean covers(RecordRow row) {
      return row.stream().equals(stream) && row.seq() >= fromSeq && row.seq() <= throughSeq;
    }
  }
}
