package org.amitygate.driver.modbusio;

import java.util.Optional;
import org.amitygate.device.Command;
import org.amitygate.device.Outcome;
import org.amitygate.driver.modbusio.ModbusIoFrames.Answer;

/** Which commands are taken, and what an answer means for them. Pure. */
final class CommandRules {

  private static final long MAX_TOKEN = 0xffff_ffffL;

  private CommandRules() {}

  /**
   * What is wrong with a command, empty if nothing.
   *
   * @throws UnsupportedOperationException this controller has no such command
   */
  static Optional<String> wrong(Command command, RegisterMap map) {
    return switch (command.name()) {
      case Command.POSITION -> Optional.empty();
      case Command.OPEN -> map.tokens() ? wrongToken(command) : Optional.empty();
      case Command.CANCEL -> {
        if (!map.tokens()) {
          throw new UnsupportedOperationException("this controller has no tokens to cancel");
        }
        yield wrongToken(command);
      }
      case Command.SET -> wrongOutput(command, map);
      default ->
          throw new UnsupportedOperationException(
              "modbus-io has no command '" + command.name() + "'");
    };
  }

  private static Optional<String> wrongToken(Command command) {
    Object token = command.arguments().get("token");
    return token instanceof Long number && number >= 1 && number <= MAX_TOKEN
        ? Optional.empty()
        : Optional.of("expected a token of 1 to " + MAX_TOKEN + ", got " + token);
  }

  private static Optional<String> wrongOutput(Command command, RegisterMap map) {
    Object output = command.arguments().get("output");
    Object on = command.arguments().get("on");
    if (map.outputs().stream().noneMatch(each -> Long.valueOf(each).equals(output))) {
      return Optional.of("output " + output + " is not among the setting 'outputs'");
    }
    return on instanceof Boolean
        ? Optional.empty()
        : Optional.of("expected 'on' to be true or false, got " + on);
  }

  static long token(Command command) {
    return (Long) command.arguments().get("token");
  }

  static int output(Command command) {
    return ((Long) command.arguments().get("output")).intValue();
  }

  static boolean on(Command command) {
    return (Boolean) command.arguments().get("on");
  }

  /**
   * How a write failed; empty when it was done. Only an exception of the request itself refuses.
   */
  static Optional<Outcome> unlessWritten(Answer answer) {
    if (answer instanceof Answer.Written) {
      return Optional.empty();
    }
    boolean refused = answer instanceof Answer.Refusal refusal && refusal.beforeExecution();
    return Optional.of(
        refused ? new Outcome.Refused(words(answer)) : new Outcome.Unknown(words(answer)));
  }

  /** What reading back means after a coil was written. */
  static Outcome set(Answer read, boolean on) {
    return read instanceof Answer.Coil coil && coil.on() == on
        ? new Outcome.Done(Optional.empty())
        : new Outcome.Unknown("written, but reading back gave " + words(read));
  }

  static String words(Answer answer) {
    return answer instanceof Answer.Refusal refusal ? refusal.words() : answer.toString();
  }
}
