package org.amitygate.core.crossing;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.amitygate.core.journal.Body;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.Words;
import org.amitygate.crossing.Plates;

/** Crossings as rows of the journal. */
public final class CrossingRows {

  private CrossingRows() {}

  /** As it is now; what it is found by comes from its facts. */
  static CrossingRow row(Crossing crossing, Instant now) {
    return new CrossingRow(
        crossing.id(),
        crossing.name(),
        crossing.role().name(),
        crossing.lane(),
        crossing.flow(),
        crossing.flowVersion(),
        crossing.shownState(),
        crossing.stage(),
        crossing.reason(),
        Plates.key(crossing.fact("plate")),
        crossing.fact("declaration"),
        crossing.open(),
        crossing.openedAt(),
        now,
        crossing.open() ? crossing.dueAt() : Optional.empty(),
        crossing.version(),
        Body.of(crossing.copy()),
        Words.of(
            List.of(crossing.fact("plate"), crossing.fact("trailerPlate")),
            crossing.fact("container"),
            crossing.fact("declaration"),
            crossing.name()));
  }

  /**
   * Forgets what names a person in the row of an ended crossing, and that it is found by it; when
   * it last changed stays.
   */
  public static Crossing forget(Transaction tx, CrossingRow row) {
    Crossing crossing = Crossings.of(row);
    crossing.forget(tx.now());
    tx.put(
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
            "",
            row.declaration(),
            false,
            row.openedAt(),
            row.changedAt(),
            Optional.empty(),
            row.version() + 1,
            Body.of(crossing),
            Words.of(List.of(), "", row.declaration(), row.name())));
    return crossing.copy();
  }
}
