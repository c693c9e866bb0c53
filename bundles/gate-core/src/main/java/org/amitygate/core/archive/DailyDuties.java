package org.amitygate.core.archive;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.amitygate.config.ConfigSource;
import org.amitygate.core.device.Scheduler;
import org.amitygate.core.journal.Archive;
import org.amitygate.core.journal.SealKey;
import org.amitygate.core.time.GateClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the gate does once a day, after midnight of its own zone, or when it starts after a midnight
 * that it missed: it seals the day before and applies the retention rules. What fails is tried
 * again every minute. Thread-safe.
 */
public final class DailyDuties {

  private static final Duration LOOK = Duration.ofMinutes(1);
  private static final Logger LOG = LoggerFactory.getLogger(DailyDuties.class);

  private final Archive archive;
  private final Supplier<SealKey> key;
  private final Retention retention;
  private final ConfigSource config;
  private final GateClock clock;
  private final Scheduler scheduler;
  private final Duty sealing = new Duty("the day cannot be sealed");
  private final Duty forgetting = new Duty("the retention rules cannot be applied");
  private volatile boolean open;

  public DailyDuties(
      Archive archive,
      Supplier<SealKey> key,
      Retention retention,
      ConfigSource config,
      GateClock clock,
      Scheduler scheduler) {
    this.archive = archive;
    this.key = key;
    this.retention = retention;
    this.config = config;
    this.clock = clock;
    this.scheduler = scheduler;
  }

  /** Looks at once, then every minute. */
  public void open() {
    open = true;
    look();
  }

  public void close() {
    open = false;
    retention.close();
  }

  private void look() {
    if (!open) {
      return;
    }
    scheduler.after(LOOK, this::look);
    if (config.current().archive().sealKey().isEmpty()) {
      return; // no configuration file yet
    }
    ZoneId zone = config.current().gate().timeZone();
    Instant now = clock.now();
    LocalDate today = now.atZone(zone).toLocalDate();
    sealing.once(today, () -> seal(today, zone));
    forgetting.once(today, () -> retention.apply(now));
  }

  /**
   * Seals everything before today, unless it is or there is nothing. The key is made in any case:
   * people hand out its public half before there is a seal.
   */
  private CompletableFuture<?> seal(LocalDate today, ZoneId zone) {
    SealKey signing = key.get();
    signing.fingerprint();
    LocalDate yesterday = today.minusDays(1);
    Instant midnight = today.atStartOfDay(zone).toInstant();
    return archive
        .sealed()
        .thenCompose(
            state -> {
              boolean before = state.lastDay().filter(last -> !last.isBefore(yesterday)).isEmpty();
              Optional<Instant> since = state.unsealedSince();
              return before && since.filter(first -> first.isBefore(midnight)).isPresent()
                  ? archive
                      .seal(yesterday, signing)
                      .thenAccept(digest -> LOG.info("{} is sealed, digest {}", yesterday, digest))
                  : CompletableFuture.<Void>completedFuture(null);
            });
  }

  /** Something that is to be done once a day. */
  private static final class Duty {

    private final String trouble;
    private @Nullable LocalDate done;
    private boolean running;
    private String failure = "";

    Duty(String trouble) {
      this.trouble = trouble;
    }

    void once(LocalDate day, Supplier<CompletableFuture<?>> work) {
      synchronized (this) {
        if (running || day.equals(done)) {
          return;
        }
        running = true;
      }
      CompletableFuture<?> doing;
      try {
        doing = work.get();
      } catch (RuntimeException e) {
        doing = CompletableFuture.failedFuture(e);
      }
      doing.whenComplete((result, cause) -> ended(day, cause));
    }

    private synchronized void ended(LocalDate day, @Nullable Throwable cause) {
      running = false;
      if (cause == null) {
        done = day;
        failure = "";
        return;
      }
      Throwable why = cause instanceof CompletionException ? cause.getCause() : cause;
      if (!String.valueOf(why).equals(failure)) {
        failure = String.valueOf(why);
        LOG.error("{}: {}; it is tried again every minute", trouble, why.getMessage());
        LOG.debug("{}", trouble, why);
      }
    }
  }
}
