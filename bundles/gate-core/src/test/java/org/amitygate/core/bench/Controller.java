package org.amitygate.core.bench;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.amitygate.device.BarrierState;
import org.amitygate.device.BarrierState.Position;
import org.amitygate.device.Command;
import org.amitygate.device.Outcome;

/**
 * A barrier controller as docs/site.md describes it: tokens, latched counters, boot count, loops.
 * Outlives the gate.
 */
public final class Controller {

  /** What becomes of the next command to open. */
  public enum Mishap {
    NONE,
    /** It is carried out, and the answer is lost. */
    ANSWER_LOST,
    /** It never arrives, and nobody knows. */
    NEVER_ARRIVED,
    /** Exception 4 while the position is unknown, or another one: answered, not accepted. */
    REFUSED
  }

  public final List<Command> commands = new ArrayList<>();
  public final Map<String, Boolean> loops = new TreeMap<>();
  public Position position = Position.CLOSED;
  public long accepted;
  public long cancelled;
  public long leftClosed;
  public long passages;
  public long boots = 1;
  public Mishap mishap = Mishap.NONE;
  public boolean online = true;
  public boolean deafToCancel;

  /** Hears of each command that arrives, before it is carried out. */
  public Consumer<Command> arrives = command -> {};

  public Controller() {
    List.of("entry", "exit", "passage").forEach(loop -> loops.put(loop, false));
  }

  public long sent(String name) {
    return commands.stream().filter(command -> command.name().equals(name)).count();
  }

  public Outcome carryOut(Command command, Instant at) {
    arrives.accept(command);
    commands.add(command);
    return switch (command.name()) {
      case Command.OPEN -> open((Long) command.arguments().get("token"));
      case Command.CANCEL -> {
        if (!deafToCancel) {
          cancelled = Math.max(cancelled, (Long) command.arguments().get("token"));
        }
        yield new Outcome.Done(Optional.of(state(at)));
      }
      case Command.POSITION -> new Outcome.Done(Optional.of(state(at)));
      case Command.SET -> new Outcome.Done(Optional.empty());
      default -> new Outcome.NotSent("no such command");
    };
  }

  private Outcome open(long token) {
    if (mishap == Mishap.NEVER_ARRIVED) {
      mishap = Mishap.NONE;
      return new Outcome.Unknown("no answer");
    }
    if (position == Position.UNKNOWN) {
      return new Outcome.Unknown("exception 4");
    }
    if (mishap == Mishap.REFUSED
        || (token != accepted && token <= Math.max(accepted, cancelled))
        || token <= cancelled) {
      return new Outcome.Refused("exception 3");
    }
    accepted = token;
    if (mishap == Mishap.ANSWER_LOST) {
      mishap = Mishap.NONE;
      return new Outcome.Unknown("no answer");
    }
    return new Outcome.Done(Optional.empty());
  }

  public BarrierState state(Instant at) {
    return new BarrierState(
        at,
        position,
        accepted,
        cancelled,
        leftClosed,
        passages,
        boots,
        loops.get("entry"),
        loops.get("exit"),
        loops.get("passage"),
        Map.of());
  }
}
