package org.amitygate.driver.mtsics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.amitygate.device.Command;
import org.amitygate.device.Outcome;
import org.amitygate.device.Session;
import org.amitygate.device.Settings;
import org.amitygate.device.State;
import org.junit.jupiter.api.Test;

/** What a scale says beside the weight: its tare, and answers to others. */
class MtSicsTareTest {

  private final FakeHost host = new FakeHost();

  @Test
  void aWeightWithATareSetIsRefused() throws IOException {
    Session session = host.quiet();
    Command weigh = FakeHost.weigh();
    session.execute(weigh);
    host.takeSent();
    host.say(session, "S S     19240 kg\r\n");
    assertThat(host.outcomes).as("the net weight is no answer yet").isEmpty();
    assertThat(host.takeSent()).containsExactly("TA\r\n");
    host.say(session, "TA A     12000 kg\r\n");
    assertThat(host.outcomes)
        .containsEntry(
            weigh.id(), new Outcome.Refused("a tare of 12000 kg is set: clear it at the scale"));
    assertThat(host.readings).isEmpty();
    assertThat(host.lost).isEmpty();
  }

  @Test
  void aScaleThatHasNoTareIsBelieved() throws IOException {
    Session session = host.quiet();
    for (String answer : List.of("ES", "TA L", "TA A 0.00 t", "TA A -0 oz")) {
      Command weigh = FakeHost.weigh();
      session.execute(weigh);
      host.say(session, "S S     100 kg\r\n" + answer + "\r\n");
      assertThat(host.outcomes).as(answer).containsEntry(weigh.id(), host.done(100, "100 kg"));
    }
  }

  @Test
  void aScaleThatCannotSayNowWhetherATareIsSetIsAskedAgain() throws IOException {
    Session session = host.quiet();
    for (String answer : List.of("TA I", "EL")) {
      Command weigh = FakeHost.weigh();
      session.execute(weigh);
      host.say(session, "S S     100 kg\r\n" + answer + "\r\n");
      assertThat(host.outcomes).as(answer).doesNotContainKey(weigh.id());
      host.takeSent();
      for (int tried = 0; tried < 200; tried++) {
        host.pass(Duration.ofMillis(300));
        assertThat(host.outcomes).as(answer).doesNotContainKey(weigh.id());
        assertThat(host.takeSent()).containsExactly("S\r\n");
        host.say(session, "S S     100 kg\r\n");
        assertThat(host.takeSent()).containsExactly("TA\r\n");
        host.say(session, answer + "\r\n");
      }
      assertThat(host.outcomes)
          .containsEntry(
              weigh.id(),
              new Outcome.Refused("the scale did not say within 60.0 s whether a tare is set"));
    }
  }

  @Test
  void aLookThatShowsLittleIsToldOnlyWithoutATare() throws IOException {
    Session session = looking();
    for (String open : List.of("TA A     31240 kg", "TA I", "EL", "ET", "I4 A \"B0\"")) {
      host.say(session, "S S       499 kg\r\n");
      assertThat(host.takeSent()).containsExactly("SI\r\n", "TA\r\n");
      host.say(session, "S S       499 kg\r\nS +\r\n");
      host.say(session, open + "\r\n");
      assertThat(host.readings).as(open).isEmpty();
      host.pass(Duration.ofSeconds(1));
    }
    for (String none : List.of("TA A         0 kg", "TA L", "ES")) {
      host.say(session, "S S         0 kg\r\n");
      assertThat(host.takeSent()).containsExactly("SI\r\n", "TA\r\n");
      assertThat(host.readings).isEmpty();
      host.say(session, none + "\r\n");
      assertThat(host.readings).as(none).hasSize(1);
      host.pass(Duration.ofSeconds(1));
      host.say(session, "S S         0 kg\r\n"); // no news
      host.pass(Duration.ofSeconds(1));
      host.say(session, "S S       500 kg\r\n");
      assertThat(host.takeSent()).containsExactly("SI\r\n", "SI\r\n");
      assertThat(host.readings).as("heavy enough to be told at once").hasSize(2);
      host.readings.clear();
      host.pass(Duration.ofSeconds(1));
    }
    assertThat(host.lost).isEmpty();
  }

  @Test
  void aWeighWaitsForTheTareOfALookAndASuccessorLooksAgain() throws IOException {
    Session session = looking();
    host.say(session, "S S         0 kg\r\n");
    State state = session.suspend().orElseThrow();
    assertThat(new String(state.bytes(), StandardCharsets.US_ASCII)).isEqualTo("true;");
    host.takeSent();
    session.execute(FakeHost.weigh());
    assertThat(host.takeSent()).isEmpty();
    host.say(session, "TA A     31240 kg\r\n");
    assertThat(host.readings).isEmpty();
    assertThat(host.takeSent()).containsExactly("S\r\n");
  }

  private Session looking() throws IOException {
    return new MtSicsDriver()
        .open(new Settings("L3.weighbridge", Map.of()), host, Optional.empty());
  }

  @Test
  void onlyAnAnswerToTheQuestionForTheTareSettlesIt() throws IOException {
    Session session = host.quiet();
    Command weigh = FakeHost.weigh();
    session.execute(weigh);
    host.say(session, "S S     100 kg\r\n");
    host.takeSent();
    host.say(session, "S S     200 kg\r\nS I\r\nS +\r\nS L\r\nZ A\r\n");
    assertThat(host.outcomes).isEmpty();
    host.say(session, "TA A 0 kg\r\n");
    assertThat(host.outcomes).containsEntry(weigh.id(), host.done(100, "100 kg"));
  }

  @Test
  void aQuestionForTheTareThatGotLostBeginsTheWeighingAgain() throws IOException {
    Session session = host.quiet();
    for (String answer : List.of("ET", "I4 A \"B021002593\"")) {
      Command weigh = FakeHost.weigh();
      session.execute(weigh);
      host.say(session, "S S     100 kg\r\n" + answer + "\r\n");
      assertThat(host.outcomes).doesNotContainKey(weigh.id());
      host.takeSent();
      host.pass(Duration.ofMillis(300));
      assertThat(host.takeSent()).containsExactly("S\r\n");
      host.weighs(session, "S S     300 kg");
      assertThat(host.outcomes).containsEntry(weigh.id(), host.done(300, "300 kg"));
    }
    session.execute(FakeHost.weigh());
    host.say(session, "S S     100 kg\r\n");
    host.pass(Duration.ofSeconds(3));
    assertThat(host.lost).containsExactly("no answer from the scale in 3.0 s");
  }

  @Test
  void answersToOtherCommandsSettleNothing() throws IOException {
    Session session = host.quiet();
    Command weigh = FakeHost.weigh();
    session.execute(weigh);
    host.takeSent();
    for (String line : List.of("Z A", "T S     12000 kg", "TA A     12000 kg", "TA I")) {
      host.say(session, "\u0000" + line + "\r\n");
      assertThat(host.outcomes).as(line).isEmpty();
      host.pass(Duration.ofMillis(300));
      assertThat(host.takeSent()).as(line).isEmpty();
    }
    host.weighs(session, "S S     100 kg");
    assertThat(host.outcomes).containsEntry(weigh.id(), host.done(100, "100 kg"));
  }
}
