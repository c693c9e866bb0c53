package org.amitygate.core.archive;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.amitygate.config.ArchiveConfig;
import org.amitygate.config.ConfigSource;
import org.amitygate.core.barrier.Lanes;
import org.amitygate.core.handover.HandoverDesk;
import org.amitygate.core.journal.Archive;
import org.amitygate.core.journal.ClockLeap;
import org.amitygate.core.journal.Journal;

/** The retention rules of the configuration; without a rule nothing is erased. */
public final class Retention {

  private final Archive archive;
  private final ConfigSource config;
  private final PersonalRetention personal;
  private final EvidenceRetention evidence;
  private volatile boolean closed;

  /**
   * @param files runs what blocks for the disk
   */
  public Retention(
      Journal journal,
      Archive archive,
      ConfigSource config,
      Lanes lanes,
      Supplier<HandoverDesk> handover,
      Executor files) {
    this.archive = archive;
    this.config = config;
    Steps steps = new Steps(() -> closed);
    personal =
        new PersonalRetention(journal, archive, new Forgetting(archive, handover), lanes, steps);
    evidence = new EvidenceRetention(journal, archive, files, steps);
  }

  /**
   * Erases whatever has to go at this gate time. Not again before it has completed.
   *
   * @return fails with {@link IllegalStateException} for a day after gate time went far ahead
   */
  CompletableFuture<Void> apply(Instant now) {
    ArchiveConfig rules = config.current().archive();
    String digest = config.current().digest();
    CompletableFuture<Void> done = evidence.end(); // a crash may have cut one short
    if (rules.personal().isPresent() || rules.evidence().isPresent()) {
      done = done.thenCompose(nothing -> ClockLeap.look(archive, now)).thenAccept(Retention::check);
    }
    if (rules.personal().isPresent()) {
      Rule rule = Rule.of("retention.personal", rules.personal().get(), now, digest);
      done = done.thenCompose(nothing -> personal.apply(rule));
    }
    if (rules.evidence().isPresent()) {
      Rule rule = Rule.of(EvidenceRetention.SETTING, rules.evidence().get(), now, digest);
      done = done.thenCompose(nothing -> evidence.apply(rule));
    }
    return done;
  }

  private static void check(Optional<String> leap) {
    if (leap.isPresent()) {
      throw new IllegalStateException(leap.get());
    }
  }

  /** Ends it after the step that it is at; it goes on from there the next time. */
  void close() {
    closed = true;
  }
}
