package org.amitygate.core.archive;

import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.CrossingRows;
import org.amitygate.core.crossing.Crossings;
import org.amitygate.core.crossing.Declarations;
import org.amitygate.core.handover.HandoverDesk;
import org.amitygate.core.journal.Archive;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;
import org.amitygate.core.json.Json;

/**
 * Forgets the personal values of a crossing or a declaration wherever they stand: in their records
 * and in their state. On the writer, inside a transaction; each erasure is itself a record.
 */
final class Forgetting {

  /** Crossings that were looked at when something kept them from being forgotten. */
  static final String LATER = "retention-later";

  private final Archive archive;
  private final Supplier<HandoverDesk> handover;

  Forgetting(Archive archive, Supplier<HandoverDesk> handover) {
    this.archive = archive;
    this.handover = handover;
  }

  /**
   * Forgets an ended crossing whose time has come, or notes that it must be looked at again.
   *
   * @param busy crossings that still have something to send
   * @return whether it was forgotten
   */
  boolean crossing(Transaction tx, UUID id, Set<UUID> busy, Rule rule) {
    CrossingRow row = tx.crossing(id).orElse(null);
    if (row == null) {
      return false;
    }
    boolean takesAlong = takesAlong(tx, row, rule);
    if (row.open()
        || !row.changedAt().isBefore(rule.before())
        || LegalHolds.inForce(tx, id)
        || busy.contains(id)
        || takesAlong && LegalHolds.declarations(tx).contains(row.declaration())) {
      if (tx.item(LATER, id.toString()).isEmpty()) {
        tx.put(LATER, id.toString(), Json.object().put("since", tx.now().toString()));
      }
      return false;
    }
    stream(tx, Crossings.stream(id), rule);
    Crossing crossing = CrossingRows.forget(tx, row);
    handover.get().forget(tx, crossing);
    if (takesAlong) {
      declaration(tx, row.declaration(), rule);
    }
    tx.remove(LATER, id.toString());
    return true;
  }

  /**
   * Whether its declaration is forgotten with it: it was the last that this served; or no crossing
   * takes it along any more, and it is past its age, because a legal hold kept it.
   */
  private boolean takesAlong(View view, CrossingRow row, Rule rule) {
    String reference = row.declaration();
    return Declarations.servedBy(view, reference).equals(row.id().toString())
        || isAlone(view, reference, rule);
  }

  /** Whether no crossing takes a declaration along, and it is past its age. */
  boolean isAlone(View view, String reference, Rule rule) {
    return !followsCrossing(view, reference)
        && Declarations.announcedAt(view, reference)
            .filter(at -> at.isBefore(rule.before()))
            .isPresent();
  }

  void declaration(Transaction tx, String reference, Rule rule) {
    Declarations.forget(tx, reference);
    stream(tx, Declarations.stream(reference), rule);
  }

  /** Whether a declaration is forgotten together with a crossing. */
  boolean followsCrossing(View view, String reference) {
    String crossing = Declarations.servedBy(view, reference);
    return !crossing.isEmpty()
        && view.crossing(UUID.fromString(crossing))
            .filter(row -> row.declaration().equals(reference))
            .isPresent();
  }

  private void stream(Transaction tx, String stream, Rule rule) {
    long through = archive.forget(tx, stream);
    record(tx, stream, 1, through, rule);
  }

  /** Forgets a part of a stream. */
  void part(Transaction tx, String stream, long from, long through, Rule rule) {
    archive.forget(tx, stream, from, through);
    record(tx, stream, from, through, rule);
  }

  private static void record(Transaction tx, String stream, long from, long through, Rule rule) {
    tx.append(
        stream, "PersonalValuesErased", rule.body().put("from", from).put("through", through));
  }
}
