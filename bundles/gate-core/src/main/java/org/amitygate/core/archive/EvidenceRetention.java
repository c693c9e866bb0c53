package org.amitygate.core.archive;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.amitygate.core.journal.Archive;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Journal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes evidence files by the time at which they were last kept, but for those that open
 * crossings and crossings under legal hold name. The record of it is on disk before the first file
 * goes.
 */
final class EvidenceRetention {

  /** A file may be kept some time before its record and its crossing are written. */
  private static final Duration GRACE = Duration.ofDays(1);

  private static final Logger LOG = LoggerFactory.getLogger(EvidenceRetention.class);

  private final Journal journal;
  private final Archive archive;
  private final Executor files;
  private final Steps steps;

  EvidenceRetention(Journal journal, Archive archive, Executor files, Steps steps) {
    this.journal = journal;
    this.archive = archive;
    this.files = files;
    this.steps = steps;
  }

  CompletableFuture<Void> apply(Rule rule) {
    return held(rule.before()).thenCompose(held -> delete(rule, held));
  }

  private CompletableFuture<Void> delete(Rule rule, Set<String> held) {
    return CompletableFuture.supplyAsync(
            () -> archive.hasEvidence(rule.before(), held::contains), files)
        .thenCompose(
            some ->
                some
                    ? record(rule).thenAcceptAsync(at -> delete(rule.before(), held), files)
                    : CompletableFuture.<Void>completedFuture(null));
  }

  private CompletableFuture<Instant> record(Rule rule) {
    return journal.submit(
        tx -> {
          tx.append(
              "gate", "EvidenceErased", rule.body().put("keptBefore", rule.before().toString()));
          return tx.now();
        });
  }

  private void delete(Instant before, Set<String> held) {
    LOG.info(
        "{} evidence files from before {} deleted, {} are held",
        archive.deleteEvidence(before, held::contains),
        before,
        held.size());
  }

  /** The files that have to stay. Read crossing by crossing, beside the traffic. */
  private CompletableFuture<Set<String>> held(Instant before) {
    Set<String> held = new HashSet<>();
    return journal
        .read(
            view -> {
              Deque<UUID> crossings = new ArrayDeque<>(LegalHolds.all(view));
              view.openCrossings().stream()
                  .filter(row -> row.openedAt().isBefore(before.plus(GRACE)))
                  .map(CrossingRow::id)
                  .forEach(crossings::add);
              return crossings;
            })
        .thenCompose(
            crossings ->
                steps.repeat(
                    () -> {
                      UUID next = crossings.poll();
                      return next == null
                          ? CompletableFuture.completedFuture(false)
                          : journal.read(
                              view -> {
                                EvidenceNames.of(view, next, held);
                                return true;
                              });
                    }))
        .thenApply(done -> held);
  }
}
