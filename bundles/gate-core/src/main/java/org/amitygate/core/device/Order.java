package org.amitygate.core.device;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.amitygate.device.Command;
import org.amitygate.device.DeviceHost.Schedule;
import org.amitygate.device.Outcome;

/**
 * A command that somebody wants carried out.
 *
 * @param onlyAsk what the driver does not call safe is refused
 * @param permit asked on the device's strand each time just before it is handed over, however long
 *     it has waited; false: it is not handed over any more
 * @param until gate time; then the outcome is NotSent or Unknown, and nothing is handed over any
 *     more
 * @param result gets the outcome
 */
record Order(
    Command command,
    boolean onlyAsk,
    BooleanSupplier permit,
    Instant until,
    CompletableFuture<Outcome> result) {

  /** What a stuck driver may be late. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  /** A driver that does not return keeps its strand; the caller gets an outcome all the same. */
  void answerForStuckDriver(String device, Duration within, Scheduler scheduler) {
    Outcome outcome = new Outcome.Unknown("the driver of " + device + " does not return");
    Schedule late = scheduler.after(within.plus(GRACE), () -> result.complete(outcome));
    result.whenComplete((done, failure) -> late.cancel());
  }
}
