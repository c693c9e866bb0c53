package org.amitygate.core.barrier;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.amitygate.core.crossing.QuestionDesk;
import org.amitygate.core.time.Ids;
import org.amitygate.device.BarrierState;
import org.amitygate.device.Command;
import org.amitygate.device.Outcome;
import org.jspecify.annotations.Nullable;

/** What is said to the barriers' controllers, and what they answer. Thread-safe. */
final class BarrierLine {

  /** For the controller's answer to a command that moves something. */
  private static final Duration COMMAND_WITHIN = Duration.ofSeconds(5);

  /** For the answer to a question. */
  private static final Duration ASK_WITHIN = Opening.AWAY_AT_MOST;

  private final QuestionDesk.Devices devices;
  private final Ids ids;

  BarrierLine(QuestionDesk.Devices devices, Ids ids) {
    this.devices = devices;
    this.ids = ids;
  }

  /** Commands it to open. @param permit see {@link QuestionDesk.Devices} */
  CompletionStage<Outcome> open(String lane, long token, BooleanSupplier permit) {
    return devices.ask(
        io(lane),
        new Command(ids.next(), Command.OPEN, Map.of("token", token)),
        permit,
        COMMAND_WITHIN);
  }

  /** Has it cancel a token. @return its state after that; empty: it did not answer */
  CompletionStage<Optional<BarrierState>> cancel(String lane, long token) {
    return devices
        .ask(
            io(lane),
            new Command(ids.next(), Command.CANCEL, Map.of("token", token)),
            COMMAND_WITHIN)
        .handle((outcome, failure) -> answer(outcome));
  }

  /** Asks for its state, however long it is away. @return empty: it did not answer */
  CompletionStage<Optional<BarrierState>> position(String lane) {
    return devices
        .ask(io(lane), new Command(ids.next(), Command.POSITION, Map.of()), ASK_WITHIN)
        .handle((outcome, failure) -> answer(outcome));
  }

  private static Optional<BarrierState> answer(@Nullable Outcome outcome) {
    return outcome instanceof Outcome.Done done
            && done.answer().orElse(null) instanceof BarrierState state
        ? Optional.of(state)
        : Optional.empty();
  }

  private static String io(String lane) {
    return lane + ".io";
  }
}
