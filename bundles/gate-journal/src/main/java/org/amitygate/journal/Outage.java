package org.amitygate.journal;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.amitygate.core.journal.Journal.Status;
import org.amitygate.journal.Store.CommitUnknown;
import org.amitygate.journal.Store.StoreUnavailable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the store can be written; while it cannot, it is tried each second until it can, and a
 * commit whose answer was lost is asked after. {@link #status} may be called by any thread,
 * everything else by the writer.
 */
final class Outage {

  private static final Duration PROBE_EVERY = Duration.ofSeconds(1);
  private static final Status WRITABLE = new Status(true, "");
  private static final Logger log = LoggerFactory.getLogger(Outage.class);

  private final Store store;
  private final Strands.Timer timer;
  private final Runnable wake;

  /** The batch whose commit was not answered; its works wait until it is known. */
  private @Nullable Batch undecided;

  private volatile Status status = WRITABLE;
  private volatile boolean due;

  /** {@code wake} has the writer call {@link #probeIfDue}. */
  Outage(Store store, Strands.Timer timer, Runnable wake) {
    this.store = store;
    this.timer = timer;
    this.wake = wake;
  }

  Status status() {
    return status;
  }

  void begin(StoreUnavailable cause) {
    begin(String.valueOf(cause.getMessage()), cause);
  }

  void begin(CommitUnknown cause, Batch batch) {
    undecided = batch;
    begin(String.valueOf(cause.getMessage()), cause);
  }

  private void begin(String sentence, Throwable cause) {
    if (status.writable()) {
      status = new Status(false, sentence);
      log.error("the journal cannot be written: {}", sentence);
      log.debug("the journal cannot be written", cause);
      probeLater();
    }
  }

  private void probeLater() {
    try {
      timer.after(
          PROBE_EVERY,
          () -> {
            due = true;
            wake.run();
          });
    } catch (RejectedExecutionException e) {
      log.debug("closed: it is not tried again");
    }
  }

  /** The batch of which nobody will know, since nothing is tried again. */
  Optional<Batch> giveUp() {
    Optional<Batch> asked = Optional.ofNullable(undecided);
    undecided = null;
    return asked;
  }

  /** {@code decided} is told whether the batch that was asked after is on disk. */
  void probeIfDue(BiConsumer<Batch, Boolean> decided) {
    if (!due || status.writable()) {
      return;
    }
    due = false;
    try {
      Batch asked = undecided;
      if (asked != null) {
        boolean committed = store.wasCommitted();
        undecided = null;
        log.info(
            "the {} works of the commit whose answer was lost are {}",
            asked.size(),
            committed ? "on disk" : "not on disk");
        decided.accept(asked, committed);
      }
      store.probe();
      status = WRITABLE;
      log.info("the journal can be written again");
    } catch (RuntimeException | Error e) {
      status = new Status(false, String.valueOf(e.getMessage()));
      probeLater();
    }
  }
}
