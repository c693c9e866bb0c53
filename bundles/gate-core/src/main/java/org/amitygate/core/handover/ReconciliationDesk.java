package org.amitygate.core.handover;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Compares with a partner what both know of the crossings that they share: implemented by
 * gate-partner, as a part of {@link PartnerDesk}. Thread-safe.
 */
public interface ReconciliationDesk {

  /**
   * A crossing of which the two sides know what cannot both be true.
   *
   * @param name short name; its id if this side does not know it
   * @param ours state here, in words
   * @param theirs state at the partner
   */
  record Difference(UUID crossing, String name, String ours, String theirs) {}

  /**
   * What came of it.
   *
   * @param from crossings that began from then
   * @param until before then
   * @param compared how many final crossings this side has in the period
   * @param pending how many of this side were left out because something about them is under way
   * @param whole false: there were more differences than one message holds
   */
  record Report(
      String partner,
      Instant from,
      Instant until,
      int compared,
      List<Difference> differences,
      int pending,
      boolean whole) {

    public Report {
      differences = List.copyOf(differences);
    }
  }

  /**
   * Compares the crossings that began in the time until now. Differences are recorded, raised as
   * alarms on both sides and asked about.
   *
   * @param by who wants it, for the record
   * @return completes when the partner has answered, which may be never; fails with {@link
   *     org.amitygate.core.journal.Refusal} if there is no such partner
   */
  CompletableFuture<Report> reconcile(String partner, Duration back, String by);
}
