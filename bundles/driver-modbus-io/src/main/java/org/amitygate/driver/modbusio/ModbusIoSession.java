package org.amitygate.driver.modbusio;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import org.amitygate.device.Command;
import org.amitygate.device.DeviceHost;
import org.amitygate.device.DeviceHost.Schedule;
import org.amitygate.device.Inbound;
import org.amitygate.device.Outcome;
import org.amitygate.device.Reading;
import org.amitygate.device.Session;
import org.amitygate.device.Settings;
import org.amitygate.device.State;
import org.amitygate.driver.modbusio.ModbusIoFrames.Answer;
import org.amitygate.driver.modbusio.ModbusIoFrames.Frame;
import org.amitygate.driver.modbusio.ModbusIoFrames.Question;
import org.jspecify.annotations.Nullable;

/**
 * One conversation with a barrier controller: one request in flight, commands before polls. A write
 * is sent once and never again; what became of it is {@link Outcome.Unknown} unless the controller
 * says so.
 */
final class ModbusIoSession implements Session {

  /** Commands that may wait behind the one under way. */
  private static final int MAX_WAITING = 16;

  /** Polls in a row that the controller may put off (exceptions 5, 6, 10 and 11). */
  private static final int MAX_PUT_OFF = 10;

  /** A request whose answer has not come. */
  private record Asked(
      int transaction, Question question, Consumer<Answer> then, Schedule deadline) {}

  private final DeviceHost host;
  private final RegisterMap map;
  private final int unit;
  private final Duration poll;
  private final Duration timeout;
  private final ChangeWatch watch;
  private final Deque<Command> waiting = new ArrayDeque<>();

  private int transaction;
  private @Nullable Asked asked;
  private @Nullable Command running;
  private int putOff;
  private Instant polledAt = Instant.EPOCH;
  private @Nullable Schedule stale;

  ModbusIoSession(Settings settings, DeviceHost host, SessionState before) throws IOException {
    this.host = host;
    map = RegisterMap.of(settings);
    unit = (int) settings.number("unit", 1);
    poll = settings.duration("poll", Duration.ofMillis(100));
    timeout = settings.duration("timeout", Duration.ofSeconds(1));
    watch = new ChangeWatch(before.last());
    transaction = before.transaction();
  }

  void start() {
    host.every(poll, this::poll);
    poll();
  }

  @Override
  public void received(Inbound data) throws IOException {
    if (!(data instanceof Inbound.Bytes bytes)) {
      throw new IOException("expected a stream of Modbus frames, got a message");
    }
    try {
      Frame frame = ModbusIoFrames.frame(bytes.buffer());
      while (frame != null) {
        take(frame);
        frame = ModbusIoFrames.frame(bytes.buffer());
      }
    } catch (IOException e) {
      settle("the controller broke the protocol: " + e.getMessage());
      throw e;
    }
  }

  private void take(Frame frame) throws IOException {
    Asked current = asked;
    if (current == null || frame.transaction() != current.transaction()) {
      // To be discarded: MODBUS Messaging on TCP/IP Implementation Guide V1.0b, section 4.4.1.3.
      // Such come late through a gateway, twice, or to this session's predecessor.
      return;
    }
    if (!isOurs(frame.unit())) {
      throw new IOException(
          "expected an answer of unit " + unit + ", got one of unit " + frame.unit());
    }
    Answer answer = ModbusIoFrames.answer(current.question(), frame);
    asked = null;
    current.deadline().cancel();
    current.then().accept(answer);
    proceed();
  }

  /**
   * Whether an answer may be of this controller. Directly on TCP the unit identifier names nobody:
   * 255 is written, 0 is accepted too (MODBUS Messaging on TCP/IP Implementation Guide V1.0b,
   * section 4.4.2.1), and servers answer either. Behind a gateway it names the one that was asked.
   */
  private boolean isOurs(int answered) {
    return answered == unit || namesNobody(answered) || namesNobody(unit);
  }

  private static boolean namesNobody(int unit) {
    return unit == 0 || unit == 255;
  }

  @Override
  public void execute(Command command) {
    Optional<String> wrong = CommandRules.wrong(command, map);
    if (wrong.isPresent()) {
      host.done(command, new Outcome.NotSent(wrong.get()));
    } else if (waiting.size() >= MAX_WAITING) {
      host.done(command, new Outcome.NotSent(MAX_WAITING + " commands are waiting already"));
    } else {
      waiting.add(command);
      proceed();
    }
  }

  @Override
  public Optional<State> suspend() {
    int owed = asked == null ? SessionState.NOTHING : asked.transaction();
    return Optional.of(new SessionState(transaction, owed, watch.last()).toState());
  }

  private void proceed() {
    Command next = asked == null && running == null ? waiting.poll() : null;
    if (next == null) {
      return;
    }
    running = next;
    switch (next.name()) {
      case Command.OPEN -> open(next);
      case Command.CANCEL -> cancel(next);
      case Command.SET -> set(next);
      default -> ask(map.read(), answer -> finish(positionOutcome(answer)));
    }
  }

  private void open(Command command) {
    Question write =
        map.tokens()
            ? new Question.WriteLong(map.openRegister(), CommandRules.token(command))
            : new Question.WriteCoil(map.openCoil(), true);
    ask(
        write,
        answer ->
            finish(
                CommandRules.unlessWritten(answer)
                    .orElseGet(() -> new Outcome.Done(Optional.empty()))));
  }

  /** Writes, then looks whether the controller refuses the token from now on. */
  private void cancel(Command command) {
    long token = CommandRules.token(command);
    ask(
        new Question.WriteLong(map.cancelRegister(), token),
        answer -> {
          Optional<Outcome> failed = CommandRules.unlessWritten(answer);
          if (failed.isPresent()) {
            finish(failed.get());
          } else {
            ask(map.read(), read -> finish(cancelOutcome(read, token)));
          }
        });
  }

  private Outcome cancelOutcome(Answer read, long token) {
    if (!(read instanceof Answer.Registers registers)) {
      return new Outcome.Unknown("written, but reading back gave " + CommandRules.words(read));
    }
    Snapshot now = looked(registers);
    return now.cancelledToken() >= token
        ? new Outcome.Done(Optional.of(now.state(host.now())))
        : new Outcome.Unknown(
            "written, but the controller's cancelled token is " + now.cancelledToken());
  }

  /** Writes, then reads back. */
  private void set(Command command) {
    int output = CommandRules.output(command);
    boolean on = CommandRules.on(command);
    ask(
        new Question.WriteCoil(output, on),
        answer -> {
          Optional<Outcome> failed = CommandRules.unlessWritten(answer);
          if (failed.isPresent()) {
            finish(failed.get());
          } else {
            ask(new Question.ReadCoil(output), read -> finish(CommandRules.set(read, on)));
          }
        });
  }

  private Outcome positionOutcome(Answer answer) {
    return answer instanceof Answer.Registers registers
        ? new Outcome.Done(Optional.of(looked(registers).state(host.now())))
        : new Outcome.Refused(CommandRules.words(answer));
  }

  private void poll() {
    if (asked == null) {
      polledAt = host.now();
      ask(map.read(), this::polled);
    }
  }

  private void polled(Answer answer) {
    if (answer instanceof Answer.Registers registers) {
      looked(registers);
    } else if (answer instanceof Answer.Refusal refusal
        && refusal.notNow()
        && ++putOff < MAX_PUT_OFF) {
      if (stale == null) { // what was seen last grows no older than by one poll without an answer
        Duration since = Duration.between(polledAt, host.now());
        stale = host.after(poll.plus(timeout).minus(since), () -> unread(answer));
      }
    } else {
      unread(answer);
    }
  }

  private void unread(Answer answer) {
    lose("reading " + map.read() + " gave " + CommandRules.words(answer));
  }

  private Snapshot looked(Answer.Registers registers) {
    putOff = 0;
    if (stale != null) {
      stale.cancel();
      stale = null;
    }
    Snapshot now = map.snapshot(registers.values());
    for (Reading change : watch.changes(now, host.now())) {
      host.emit(change, () -> {});
    }
    return now;
  }

  private void ask(Question question, Consumer<Answer> then) {
    transaction = transaction + 1 & 0xffff;
    Schedule deadline =
        host.after(
            timeout, () -> lose("no answer to " + question + " in " + timeout.toMillis() + " ms"));
    asked = new Asked(transaction, question, then, deadline);
    host.link().send(ModbusIoFrames.request(transaction, unit, question));
  }

  private void finish(Outcome outcome) {
    Command command = running;
    running = null;
    if (command != null) {
      host.done(command, outcome);
    }
  }

  private void lose(String cause) {
    settle(cause);
    host.lost(new IOException(cause));
  }

  /**
   * Answers what must not be asked again; what is safe is left to the gate, which may repeat it.
   */
  private void settle(String cause) {
    Command sent = running;
    running = null;
    if (sent != null && !ModbusIoDriver.SAFE.contains(sent.name())) {
      host.done(sent, new Outcome.Unknown(cause));
    }
    for (Command next = waiting.poll(); next != null; next = waiting.poll()) {
      if (!ModbusIoDriver.SAFE.contains(next.name())) {
        host.done(next, new Outcome.NotSent(cause));
      }
    }
  }
}
