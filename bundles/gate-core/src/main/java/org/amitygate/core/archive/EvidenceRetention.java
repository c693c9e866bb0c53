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
import org.amitygate.core.journal.View;
import org.amitygate.core.json.Json;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes evidence files by the time at which they were last kept, but for those that open
 * crossings and crossings under legal hold name. The record of it is on disk before the first file
 * goes, and from then on until the last one is gone no crossing whose files may be among them is
 * put under legal hold: whoever places a hold is told the truth.
 */
final class EvidenceRetention {

  static final String SETTING = "retention.evidence";

  /** The item that is there while files are deleted. */
  private static final String KIND = "retention";

  private static final String DELETING = "evidence-deleting";
  private static final String KEPT_BEFORE = "keptBefore";

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

  /**
   * The files that have to stay.
   *
   * @param holds crossings under legal hold whose files are among them
   */
  private record Held(Set<UUID> holds, Set<String> names) {}

  /** Whether files of a crossing may be among those that are being deleted. */
  static boolean isDeleting(View view, CrossingRow row) {
    return view.item(KIND, DELETING)
        .map(deleting -> Instant.parse(deleting.path(KEPT_BEFORE).asText()))
        .filter(before -> row.openedAt().isBefore(before.plus(GRACE)))
        .isPresent();
  }

  CompletableFuture<Void> apply(Rule rule) {
    return held(rule.before())
        .thenCompose(held -> delete(rule, held))
        .thenCompose(done -> done ? CompletableFuture.<Void>completedFuture(null) : apply(rule));
  }

  /**
   * @return false: other crossings have to stay by now
   */
  private CompletableFuture<Boolean> delete(Rule rule, Held held) {
    return CompletableFuture.supplyAsync(
            () -> archive.hasEvidence(rule.before(), held.names()::contains), files)
        .thenCompose(
            some ->
                some
                    ? begin(rule, held.holds())
                        .thenCompose(
                            begun ->
                                begun
                                    ? deleted(rule, held)
                                    : CompletableFuture.completedFuture(false))
                    : CompletableFuture.completedFuture(true));
  }

  /**
   * Begins unless there is a legal hold that was not there when the files that stay were looked up.
   */
  private CompletableFuture<Boolean> begin(Rule rule, Set<UUID> holds) {
    String before = rule.before().toString();
    return journal.submit(
        tx -> {
          if (!holds.containsAll(LegalHolds.all(tx))) {
            return false;
          }
          tx.append("gate", "EvidenceErased", rule.body().put(KEPT_BEFORE, before));
          tx.put(KIND, DELETING, Json.object().put(KEPT_BEFORE, before));
          return true;
        });
  }

  private CompletableFuture<Boolean> deleted(Rule rule, Held held) {
    return CompletableFuture.runAsync(() -> delete(rule.before(), held.names()), files)
        .handle((done, failure) -> end().thenCompose(ended -> outcome(failure)))
        .thenCompose(outcome -> outcome);
  }

  private static CompletableFuture<Boolean> outcome(@Nullable Throwable failure) {
    return failure == null
        ? CompletableFuture.completedFuture(true)
        : CompletableFuture.failedFuture(failure);
  }

  /** Nothing is deleted any more. */
  CompletableFuture<Void> end() {
    return journal
        .read(view -> view.item(KIND, DELETING).isPresent())
        .thenCompose(
            deleting ->
                deleting
                    ? journal.submit(
                        tx -> {
                          tx.remove(KIND, DELETING);
                          return null;
                        })
                    : CompletableFuture.<Void>completedFuture(null));
  }

  private void delete(Instant before, Set<String> held) {
    LOG.info(
        "{} evidence files from before {} deleted, {} are held",
        archive.deleteEvidence(before, held::contains),
        before,
        held.size());
  }

  /** The files that have to stay. Read crossing by crossing, beside the traffic. */
  private CompletableFuture<Held> held(Instant before) {
    Held held = new Held(new HashSet<>(), new HashSet<>());
    return journal
        .read(
            view -> {
              held.holds().addAll(LegalHolds.all(view));
              Deque<UUID> crossings = new ArrayDeque<>(held.holds());
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
                                EvidenceNames.of(view, next, held.names());
                                return true;
                              });
                    }))
        .thenApply(done -> held);
  }
}
