package org.amitygate.core.barrier;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.amitygate.core.device.Scheduler;
import org.amitygate.core.journal.Evidence;
import org.amitygate.core.journal.Evidence.Kept;
import org.amitygate.core.journal.Journal.JournalUnavailable;
import org.amitygate.device.PlateRead;

/**
 * Keeps the pictures of readings before their records. While the disk fails they wait, as records
 * do; over the quota their digests are kept. Thread-safe.
 */
final class PictureFiles {

  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final Evidence evidence;
  private final Executor files;
  private final Scheduler scheduler;
  private volatile boolean closed;

  /** {@code files} runs {@code evidence}, which blocks. */
  PictureFiles(Evidence evidence, Executor files, Scheduler scheduler) {
    this.evidence = evidence;
    this.files = files;
    this.scheduler = scheduler;
  }

  CompletableFuture<List<Kept>> keep(PlateRead plate) {
    CompletableFuture<List<Kept>> result = new CompletableFuture<>();
    attempt(plate, result);
    return result;
  }

  void close() {
    closed = true;
  }

  private void attempt(PlateRead plate, CompletableFuture<List<Kept>> result) {
    CompletableFuture.supplyAsync(
            () ->
                plate.pictures().stream()
                    .map(picture -> evidence.keepIfThereIsRoom(picture.bytes()))
                    .toList(),
            files)
        .whenComplete(
            (kept, failure) -> {
              if (failure == null) {
                result.complete(kept);
              } else if (JournalUnavailable.is(failure) && !closed) {
                scheduler.after(AGAIN, () -> attempt(plate, result));
              } else {
                result.completeExceptionally(failure);
              }
            });
  }
}
