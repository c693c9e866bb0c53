package org.amitygate.driver.mtsics;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import org.amitygate.device.Command;
import org.amitygate.device.DeviceHost;
import org.amitygate.device.DeviceHost.Schedule;
import org.amitygate.device.Inbound;
import org.amitygate.device.Outcome;
import org.amitygate.device.Reading;
import org.amitygate.device.Session;
import org.amitygate.device.Settings;
import org.amitygate.device.State;
import org.amitygate.device.WeightMeasured;
import org.amitygate.driver.mtsics.MtSicsFrames.Answer;
import org.jspecify.annotations.Nullable;

/**
 * One conversation with a scale. One question is in flight at a time, because answers name no
 * question ("Tips for programmers": wait for the response before sending the next command).
 *
 * <p>Weighing is safe, so a session that is lost leaves its commands to the gate, which may ask
 * them again.
 */
final class MtSicsSession implements Session {

  private static final int STATE_FORMAT = 1;

  /** Weigh commands that may wait behind the one under way. */
  private static final int MAX_WAITING = 16;

  /** Lines in a row that are no MT-SICS, the last of which ends the session. */
  private static final int MAX_STRANGE = 3;

  /** Between an answer that is no stable weight and the next {@code S}. */
  private static final Duration ASK_AGAIN = Duration.ofMillis(300);

  /**
   * A look that shows less may be the net weight of a load that was tared away, and is told only if
   * it is not. Kilograms; above what the gate takes for an empty platform (200).
   */
  private static final long LIGHT = 500;

  /** A scale that said nothing for so long is asked for its serial number. */
  private static final Duration PROBE = Duration.ofSeconds(5);

  /** What the scale still owes us. */
  private enum Owed {
    NOTHING,
    STABLE,
    IMMEDIATE,
    SERIAL,
    TARE,
    /** Whether a tare was taken off what a look shows. */
    LOOK_TARE,
    /** The answer that a line which is no MT-SICS was, or came before: to be dropped. */
    GARBLED,
    /** The answer to a question of this session's predecessor, to be dropped. */
    PREDECESSORS
  }

  private final DeviceHost host;
  private final Duration idlePoll;
  private final Duration answerTimeout;
  private final Duration stableTimeout;
  private final Duration weighTimeout;
  private final IdleWatch watch;

  private final Deque<Command> waiting = new ArrayDeque<>();
  private @Nullable Command weighing;
  private Instant weighingSince = Instant.EPOCH;

  /** What was found or looked at, until it is known whether a tare was taken off it. */
  private Optional<WeightMeasured> weight = Optional.empty();

  private Owed owed = Owed.NOTHING;
  private @Nullable Schedule deadline;
  private boolean heard;
  private int strange;

  MtSicsSession(Settings settings, DeviceHost host) {
    this.host = host;
    idlePoll = settings.duration("idlePoll", Duration.ofSeconds(1));
    answerTimeout = settings.duration("answerTimeout", Duration.ofSeconds(3));
    stableTimeout = settings.duration("stableTimeout", Duration.ofSeconds(10));
    weighTimeout = settings.duration("weighTimeout", Duration.ofSeconds(60));
    watch = new IdleWatch(settings.number("step", 20));
  }

  void start(Optional<State> before) throws IOException {
    if (before.isPresent()) {
      restore(before.get());
    }
    host.every(PROBE, this::probe);
    if (!idlePoll.isZero()) {
      host.every(idlePoll, this::poll);
      poll();
    } else if (owed == Owed.NOTHING) {
      ask(Owed.SERIAL);
    }
  }

  @Override
  public void received(Inbound data) throws IOException {
    if (!(data instanceof Inbound.Bytes bytes)) {
      throw new IOException("expected a stream of lines from the scale, got a message");
    }
    ByteBuffer buffer = bytes.buffer();
    String line = MtSicsFrames.line(buffer);
    while (line != null) {
      heard = true;
      if (!line.isBlank()) {
        understand(line);
      }
      line = MtSicsFrames.line(buffer);
    }
  }

  private void understand(String line) throws IOException {
    Answer answer;
    try {
      answer = MtSicsFrames.parse(line);
    } catch (IOException e) {
      if (++strange >= MAX_STRANGE) {
        throw e;
      }
      garbled();
      return;
    }
    strange = 0;
    answered(answer);
  }

  /**
   * The answer to what was asked came as noise, or comes yet after a line that is nobody's: it is
   * not waited for, and what comes soon answers nothing.
   */
  private void garbled() {
    if (owed != Owed.NOTHING) {
      settled();
      owed = Owed.GARBLED;
      deadline = host.after(ASK_AGAIN, this::goOn);
    }
  }

  private void goOn() {
    settled();
    if (weighing != null) {
      askAgain("no answer that can be understood within %s");
    }
    proceed();
  }

  @Override
  public void execute(Command command) {
    if (!command.name().equals(Command.WEIGH)) {
      throw new UnsupportedOperationException(
          "mt-sics has no command '" + command.name() + "', only 'weigh'");
    }
    if (waiting.size() >= MAX_WAITING) {
      host.done(command, new Outcome.NotSent(MAX_WAITING + " weigh commands are waiting already"));
      return;
    }
    waiting.add(command);
    proceed();
  }

  @Override
  public Optional<State> suspend() {
    String text = (owed != Owed.NOTHING && owed != Owed.GARBLED) + ";" + watch.state();
    return Optional.of(new State(STATE_FORMAT, text.getBytes(StandardCharsets.US_ASCII)));
  }

  private void restore(State state) throws IOException {
    String[] parts = new String(state.bytes(), StandardCharsets.US_ASCII).split(";", 2);
    if (state.format() != STATE_FORMAT || parts.length != 2) {
      throw new IOException(
          "cannot go on from a state of format " + state.format() + ", only from " + STATE_FORMAT);
    }
    watch.restore(parts[1]);
    if (Boolean.parseBoolean(parts[0])) {
      await(Owed.PREDECESSORS, stableTimeout);
    }
  }

  private void answered(Answer answer) {
    boolean tare =
        answer instanceof Answer.Tare
            || answer instanceof Answer.NoTare
            || answer instanceof Answer.TareNotNow;
    if (answer instanceof Answer.Other || tare && !tareOwed() && owed != Owed.PREDECESSORS) {
      return; // a person pressed a key: it only proves that the scale is there
    }
    switch (owed) {
      case NOTHING, GARBLED -> {} // a person pressed the print key, or it comes too late
      case SERIAL -> {
        if (!(answer instanceof Answer.Weight)) {
          settled(); // even an error proves that the scale is there
        }
      }
      case PREDECESSORS -> settled();
      case IMMEDIATE -> {
        settled();
        looked(answer);
      }
      case STABLE -> {
        settled();
        weighed(answer);
      }
      case TARE -> tared(answer);
      case LOOK_TARE -> lookTared(answer);
    }
    proceed();
  }

  private boolean tareOwed() {
    return owed == Owed.TARE || owed == Owed.LOOK_TARE;
  }

  private void weighed(Answer answer) {
    if (answer instanceof Answer.Weight weight && weight.stable()) {
      this.weight = Optional.of(reading(weight));
      ask(Owed.TARE);
    } else if (answer instanceof Answer.Fault fault) {
      finish(new Outcome.Refused(fault.words()));
    } else {
      askAgain(
          "not stable within %s"); // not stable, or the scale has just started (I4 A) and forgot
      // what it was asked
    }
  }

  /** {@code S} gives the net weight, so a truck with a tare set may weigh more than it says. */
  private void tared(Answer answer) {
    if (isNoTare(answer)) {
      settled();
      finish(new Outcome.Done(weight.map(Reading.class::cast)));
    } else if (answer instanceof Answer.Tare tare) {
      settled();
      finish(new Outcome.Refused("a tare of " + tare.written() + " is set: clear it at the scale"));
    } else if (leavesTareOpen(answer)) {
      settled();
      askAgain("the scale did not say within %s whether a tare is set");
    }
  }

  /** None is set, or it is a scale of level 0, which has none and does not know the question. */
  private static boolean isNoTare(Answer answer) {
    return answer instanceof Answer.Tare tare && tare.value().signum() == 0
        || answer instanceof Answer.NoTare
        || answer.equals(Answer.SYNTAX_ERROR);
  }

  /** The scale does not say now whether a tare is set, or did not get the question. */
  private static boolean leavesTareOpen(Answer answer) {
    return answer instanceof Answer.TareNotNow
        || answer.equals(Answer.LOGICAL_ERROR)
        || answer instanceof Answer.TransmissionError
        || answer instanceof Answer.Serial;
  }

  private void looked(Answer answer) {
    if (!(answer instanceof Answer.Weight weight)) {
      watch.forget();
    } else if (watch.isNews(weight.wholeKilograms(), weight.stable())) {
      if (weight.wholeKilograms() < LIGHT) {
        this.weight = Optional.of(reading(weight));
        ask(Owed.LOOK_TARE);
      } else {
        tell(reading(weight));
      }
    }
  }

  /** With a tare set, or perhaps set, a light weight does not say that the scale is empty. */
  private void lookTared(Answer answer) {
    if (isNoTare(answer)) {
      settled();
      weight.ifPresent(this::tell);
    } else if (answer instanceof Answer.Tare || leavesTareOpen(answer)) {
      settled();
      watch.forget();
    }
  }

  private void tell(WeightMeasured reading) {
    watch.told(reading.grossKg(), reading.stable());
    host.emit(reading, () -> {});
  }

  private WeightMeasured reading(Answer.Weight weight) {
    Map<String, String> attributes = Map.of("written", weight.written());
    return new WeightMeasured(host.now(), weight.wholeKilograms(), weight.stable(), attributes);
  }

  /**
   * @param tooLate why it is refused when the time is up
   */
  private void askAgain(String tooLate) {
    if (host.now().isBefore(weighingSince.plus(weighTimeout))) {
      host.after(ASK_AGAIN, this::askStable);
    } else {
      finish(new Outcome.Refused(tooLate.formatted(seconds(weighTimeout))));
    }
  }

  private void askStable() {
    if (weighing != null && owed == Owed.NOTHING) {
      ask(Owed.STABLE);
    }
  }

  private void finish(Outcome outcome) {
    Command command = weighing;
    weighing = null;
    if (command != null) {
      host.done(command, outcome);
    }
  }

  /** Starts the next weigh command when nothing is under way. */
  private void proceed() {
    if (weighing == null && owed == Owed.NOTHING && !waiting.isEmpty()) {
      weighing = waiting.remove();
      weighingSince = host.now();
      ask(Owed.STABLE);
    }
  }

  private boolean idle() {
    return weighing == null && owed == Owed.NOTHING;
  }

  private void poll() {
    if (idle()) {
      ask(Owed.IMMEDIATE);
    }
  }

  private void probe() {
    if (!heard && idle()) {
      ask(Owed.SERIAL);
    }
    heard = false;
  }

  private void ask(Owed question) {
    String command =
        switch (question) {
          case STABLE -> MtSicsFrames.ASK_STABLE;
          case IMMEDIATE -> MtSicsFrames.ASK_IMMEDIATE;
          case TARE, LOOK_TARE -> MtSicsFrames.ASK_TARE;
          default -> MtSicsFrames.ASK_SERIAL;
        };
    host.link().send(MtSicsFrames.command(command));
    await(question, question == Owed.STABLE ? stableTimeout : answerTimeout);
  }

  private void await(Owed question, Duration within) {
    owed = question;
    deadline =
        host.after(
            within,
            () -> host.lost(new IOException("no answer from the scale in " + seconds(within))));
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() / 1000.0 + " s";
  }

  private void settled() {
    owed = Owed.NOTHING;
    if (deadline != null) {
      deadline.cancel();
      deadline = null;
    }
  }
}
