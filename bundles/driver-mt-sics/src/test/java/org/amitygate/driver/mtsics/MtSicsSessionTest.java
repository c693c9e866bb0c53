package org.amitygate.driver.mtsics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.amitygate.device.Command;
import org.amitygate.device.Inbound;
import org.amitygate.device.Outcome;
import org.amitygate.device.Session;
import org.amitygate.device.Settings;
import org.amitygate.device.WeightMeasured;
import org.junit.jupiter.api.Test;

class MtSicsSessionTest {

  private static final Map<String, Object> NO_POLL = Map.of("idlePoll", "0s");

  private final FakeHost host = new FakeHost();

  @Test
  void weighAnswersWithTheStableWeightOnly() throws IOException {
    Session session = host.quiet();
    Command weigh = FakeHost.weigh();
    session.execute(weigh);
    assertThat(host.takeSent()).containsExactly("S\r\n");
    host.weighs(session, "S S     31240 kg");
    assertThat(host.outcomes).containsEntry(weigh.id(), host.done(31_240, "31240 kg"));
    assertThat(host.readings).isEmpty();
    assertThat(host.lost).isEmpty();
  }

  @Test
  void aMovingWeightNeverAnswersAWeigh() throws IOException {
    Session session = host.quiet();
    Command weigh = FakeHost.weigh();
    session.execute(weigh);
    host.say(session, "S D     31190 kg\r\n");
    assertThat(host.outcomes).isEmpty();
    host.takeSent();
    host.pass(Duration.ofMillis(300));
    assertThat(host.takeSent()).containsExactly("S\r\n");
    host.weighs(session, "S S     31240 kg");
    assertThat(host.outcomes).containsEntry(weigh.id(), host.done(31_240, "31240 kg"));
  }

  @Test
  void notStableInTimeIsAskedAgainEvery300Milliseconds() throws IOException {
    Session session = host.quiet();
    Command weigh = FakeHost.weigh();
    session.execute(weigh);
    host.takeSent();
    for (String answer : List.of("S I\r\n", "ET\r\n", "S I\r\n")) {
      host.say(session, answer);
      host.pass(Duration.ofMillis(299));
      assertThat(host.takeSent()).isEmpty();
      host.pass(Duration.ofMillis(1));
      assertThat(host.takeSent()).containsExactly("S\r\n");
    }
    host.weighs(session, "S S         0 kg");
    assertThat(host.outcomes).containsEntry(weigh.id(), host.done(0, "0 kg"));
  }

  @Test
  void neverStableIsRefusedInTheEnd() throws IOException {
    Session session = open(Map.of("idlePoll", "0s", "weighTimeout", "2s"));
    host.say(session, "I4 A \"B0\"\r\n");
    Command weigh = FakeHost.weigh();
    session.execute(weigh);
    host.pass(Duration.ofMillis(1_999));
    host.say(session, "S I\r\n");
    assertThat(host.outcomes).isEmpty();
    host.pass(Duration.ofMillis(300));
    host.say(session, "S I\r\n");
    assertThat(host.outcomes)
        .containsEntry(weigh.id(), new Outcome.Refused("not stable within 2.0 s"));
  }

  @Test
  void overloadAndErrorsAreRefusedInWords() throws IOException {
    Session session = host.quiet();
    Map<String, String> words =
        Map.of(
            "S +", "overload (S +)",
            "S -", "underload (S -)",
            "ES", "syntax error (ES): the scale does not know the command",
            "EL", "logical error (EL): the scale cannot execute the command",
            "S S    Error 10b", "error 10b in place of the weight (S S    Error 10b)");
    for (Map.Entry<String, String> each : words.entrySet()) {
      Command weigh = FakeHost.weigh();
      session.execute(weigh);
      host.say(session, each.getKey() + "\r\n");
      assertThat(host.outcomes).containsEntry(weigh.id(), new Outcome.Refused(each.getValue()));
    }
    assertThat(host.lost).isEmpty();
  }

  @Test
  void oneQuestionAtATimeAndTheOthersInOrder() throws IOException {
    Session session = host.quiet();
    List<Command> weighs = List.of(FakeHost.weigh(), FakeHost.weigh(), FakeHost.weigh());
    weighs.forEach(session::execute);
    assertThat(host.takeSent()).containsExactly("S\r\n");
    host.weighs(session, "S S     100 kg");
    assertThat(host.takeSent()).containsExactly("S\r\n");
    host.weighs(session, "S S     200 kg");
    host.weighs(session, "S S     300 kg");
    assertThat(host.takeSent()).isEmpty();
    assertThat(host.outcomes)
        .containsEntry(weighs.get(0).id(), host.done(100, "100 kg"))
        .containsEntry(weighs.get(1).id(), host.done(200, "200 kg"))
        .containsEntry(weighs.get(2).id(), host.done(300, "300 kg"));
  }

  @Test
  void theQueueIsBounded() throws IOException {
    Session session = host.quiet();
    List<Command> weighs = new ArrayList<>();
    for (int i = 0; i < 17; i++) {
      weighs.add(FakeHost.weigh());
      session.execute(weighs.get(i));
    }
    assertThat(host.outcomes).isEmpty();
    Command tooMany = FakeHost.weigh();
    session.execute(tooMany);
    assertThat(host.outcomes)
        .containsOnly(
            Map.entry(tooMany.id(), new Outcome.NotSent("16 weigh commands are waiting already")));
  }

  @Test
  void silenceAfterAQuestionLosesTheLink() throws IOException {
    Session session = host.quiet();
    session.execute(FakeHost.weigh());
    session.execute(FakeHost.weigh());
    host.pass(Duration.ofMillis(9_999));
    assertThat(host.lost).isEmpty();
    host.pass(Duration.ofMillis(1));
    assertThat(host.lost).containsExactly("no answer from the scale in 10.0 s");
    assertThat(host.outcomes).as("safe commands are left to the gate").isEmpty();
  }

  @Test
  void anAnswerInTimeKeepsTheLink() throws IOException {
    Session session = host.quiet();
    session.execute(FakeHost.weigh());
    host.pass(Duration.ofSeconds(9));
    host.weighs(session, "S S     100 kg");
    host.pass(Duration.ofSeconds(4));
    assertThat(host.lost).isEmpty();
  }

  @Test
  void aQuietScaleIsProbedEveryFiveSecondsAndLostAfterThree() throws IOException {
    Session session = host.quiet();
    host.pass(Duration.ofSeconds(10));
    assertThat(host.takeSent()).containsExactly("I4\r\n");
    host.say(session, "I4 A \"B0\"\r\n");
    host.pass(Duration.ofSeconds(10));
    assertThat(host.takeSent()).containsExactly("I4\r\n");
    host.pass(Duration.ofMillis(2_999));
    assertThat(host.lost).isEmpty();
    host.pass(Duration.ofMillis(1));
    assertThat(host.lost).containsExactly("no answer from the scale in 3.0 s");
  }

  @Test
  void anErrorToTheProbeProvesLifeAndAStrayWeightDoesNotAnswerIt() throws IOException {
    Session session = open(NO_POLL);
    assertThat(host.takeSent()).containsExactly("I4\r\n");
    host.say(session, "S S     100 kg\r\n");
    session.execute(FakeHost.weigh());
    assertThat(host.takeSent()).isEmpty();
    host.say(session, "ES\r\n");
    assertThat(host.takeSent()).containsExactly("S\r\n");
    host.pass(Duration.ofSeconds(4));
    assertThat(host.lost).isEmpty();
  }

  @Test
  void whileIdleTheScaleIsLookedAtAndChangesAreHandedOver() throws IOException {
    Session session = open(Map.of());
    look(session, "S S         0 kg", 0L, true);
    look(session, "S S         0 kg");
    look(session, "S D         0 kg", 0L, false);
    look(session, "S D        20 kg", 20L, false); // zero no longer
    look(session, "S D        40 kg"); // no more than the step
    look(session, "S D        41 kg", 41L, false);
    look(session, "S D     31190 kg", 31_190L, false);
    look(session, "S S     31200 kg", 31_200L, true);
    look(session, "S S     31180 kg");
    look(session, "S S     31179 kg", 31_179L, true);
    look(session, "S S         0 kg", 0L, true);
    look(session, "S S       -10 kg", -10L, true);
    assertThat(host.lost).isEmpty();
  }

  @Test
  void aLookThatShowsNoWeightMakesTheNextWeightNews() throws IOException {
    Session session = open(Map.of());
    look(session, "S S       100 kg", 100L, true);
    look(session, "S +");
    look(session, "S S       100 kg", 100L, true);
    look(session, "S I");
    look(session, "S S       100 kg", 100L, true);
    look(session, "ES");
    look(session, "S S       100 kg", 100L, true);
  }

  @Test
  void theStepIsASetting() throws IOException {
    Session session = open(Map.of("step", 500L, "idlePoll", "250ms"));
    host.say(session, "S S      1000 kg\r\n");
    host.takeSent();
    host.pass(Duration.ofMillis(250));
    assertThat(host.takeSent()).containsExactly("SI\r\n");
    host.say(session, "S S      1500 kg\r\n");
    assertThat(host.readings).hasSize(1);
    host.pass(Duration.ofMillis(250));
    host.say(session, "S S      1501 kg\r\n");
    assertThat(host.readings).hasSize(2);
  }

  @Test
  void aWeighWaitsForTheLookUnderWayAndLooksStopWhileWeighing() throws IOException {
    Session session = open(Map.of());
    assertThat(host.takeSent()).containsExactly("SI\r\n");
    Command weigh = FakeHost.weigh();
    session.execute(weigh);
    assertThat(host.takeSent()).isEmpty();
    host.say(session, "S S       500 kg\r\n");
    assertThat(host.outcomes).isEmpty();
    assertThat(host.takeSent()).containsExactly("S\r\n");
    host.say(session, "S I\r\n");
    host.pass(Duration.ofMillis(250));
    assertThat(host.takeSent()).isEmpty();
    host.pass(Duration.ofSeconds(3));
    assertThat(host.takeSent()).containsExactly("S\r\n");
    host.weighs(session, "S S       700 kg");
    assertThat(host.outcomes).containsEntry(weigh.id(), host.done(700, "700 kg"));
    host.pass(Duration.ofSeconds(1));
    assertThat(host.takeSent()).containsExactly("SI\r\n");
  }

  @Test
  void aScaleThatRestartsIsAskedAgain() throws IOException {
    Session session = host.quiet();
    Command weigh = FakeHost.weigh();
    session.execute(weigh);
    host.takeSent();
    host.say(session, "I4 A \"B021002593\"\r\n");
    assertThat(host.outcomes).isEmpty();
    host.pass(Duration.ofMillis(300));
    assertThat(host.takeSent()).containsExactly("S\r\n");
    host.weighs(session, "S S     100 kg");
    assertThat(host.outcomes).containsEntry(weigh.id(), host.done(100, "100 kg"));
    host.say(session, "I4 A \"B021002593\"\r\n");
    host.pass(Duration.ofSeconds(4));
    assertThat(host.lost).isEmpty();
  }

  @Test
  void aLookIsForgottenWhenTheScaleRestarts() throws IOException {
    Session session = open(Map.of());
    host.say(session, "I4 A \"B0\"\r\n");
    host.pass(Duration.ofSeconds(1));
    assertThat(host.takeSent()).containsExactly("SI\r\n", "SI\r\n");
  }

  @Test
  void strayLinesAreIgnored() throws IOException {
    Session session = host.quiet();
    host.say(session, "\r\nS S     100 kg\r\nS I\r\nET\r\n");
    assertThat(host.readings).isEmpty();
    assertThat(host.takeSent()).isEmpty();
  }

  @Test
  void aMessageIsNoStream() throws IOException {
    Session session = host.quiet();
    Inbound message = new Inbound.Message("", Map.of(), new byte[0], (status, type, body) -> {});
    assertThatThrownBy(() -> session.received(message))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("stream");
  }

  @Test
  void otherCommandsAreUnsupported() throws IOException {
    Session session = host.quiet();
    Command open = new Command(UUID.randomUUID(), Command.OPEN, Map.of("token", 1L));
    assertThatThrownBy(() -> session.execute(open))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("open");
    assertThat(new MtSicsDriver().safeCommands()).containsExactly("weigh");
  }

  private void look(Session session, String answer, Object... expected) throws IOException {
    host.readings.clear();
    List<String> asked = host.takeSent();
    if (asked.isEmpty()) {
      host.pass(Duration.ofSeconds(1));
      asked = host.takeSent();
    }
    assertThat(asked).containsExactly("SI\r\n");
    host.shows(session, answer);
    if (expected.length == 0) {
      assertThat(host.readings).as(answer).isEmpty();
    } else {
      WeightMeasured weight = (WeightMeasured) host.readings.get(0);
      assertThat(List.<Object>of(weight.grossKg(), weight.stable()))
          .as(answer)
          .containsExactly(expected);
      assertThat(weight.at()).isEqualTo(host.now());
    }
  }

  /** A session that does not look by itself, its first probe answered. */
  private Session open(Map<String, Object> values) throws IOException {
    return new MtSicsDriver().open(settings(values), host, Optional.empty());
  }

  private static Settings settings(Map<String, Object> values) {
    return new Settings("L3.weighbridge", values);
  }
}
