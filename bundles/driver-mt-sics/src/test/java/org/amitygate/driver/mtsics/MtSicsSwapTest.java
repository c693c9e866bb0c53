package org.amitygate.driver.mtsics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.amitygate.device.Command;
import org.amitygate.device.Session;
import org.amitygate.device.Settings;
import org.amitygate.device.State;
import org.junit.jupiter.api.Test;

/** A session hands its connection on to a successor. */
class MtSicsSwapTest {

  private static final Map<String, Object> NO_POLL = Map.of("idlePoll", "0s");

  private final FakeHost host = new FakeHost();

  @Test
  void theSuccessorDropsThePredecessorsAnswerAndKnowsItsWeight() throws IOException {
    Session old = open(Map.of());
    host.say(old, "S S     31240 kg\r\n");
    host.takeSent();
    host.pass(Duration.ofSeconds(1));
    Command weigh = weigh();
    old.execute(weigh);
    Optional<State> state = old.suspend();
    old.close();
    assertThat(host.outcomes).isEmpty();
    assertThat(host.takeSent()).containsExactly("SI\r\n");

    FakeHost next = new FakeHost();
    Session session = new MtSicsDriver().open(settings(Map.of()), next, state);
    session.execute(weigh);
    assertThat(next.takeSent()).isEmpty();
    next.say(session, "S S     99999 kg\r\n"); // to the predecessor's SI
    assertThat(next.readings).isEmpty();
    assertThat(next.takeSent()).containsExactly("S\r\n");
    next.weighs(session, "S S     31240 kg");
    assertThat(next.outcomes).containsKey(weigh.id());
    next.pass(Duration.ofSeconds(1));
    next.say(session, "S S     31240 kg\r\n");
    assertThat(next.readings).isEmpty();
    next.pass(Duration.ofSeconds(1));
    next.say(session, "S D     31240 kg\r\n");
    assertThat(next.readings).hasSize(1);
  }

  @Test
  void theSuccessorLosesTheLinkWhenThePredecessorsAnswerNeverComes() throws IOException {
    Session old = open(NO_POLL);
    Optional<State> state = old.suspend();
    FakeHost next = new FakeHost();
    new MtSicsDriver().open(settings(NO_POLL), next, state);
    assertThat(next.takeSent()).isEmpty();
    next.pass(Duration.ofSeconds(10));
    assertThat(next.lost).containsExactly("no answer from the scale in 10.0 s");
  }

  @Test
  void anIdlePredecessorLeavesNothingToDrop() throws IOException {
    Session old = open(NO_POLL);
    host.say(old, "I4 A \"B0\"\r\n");
    Optional<State> state = old.suspend();
    old.close();
    FakeHost next = new FakeHost();
    Session session = new MtSicsDriver().open(settings(Map.of()), next, state);
    assertThat(next.takeSent()).containsExactly("SI\r\n");
    next.shows(session, "S S     100 kg");
    assertThat(next.readings).hasSize(1);
  }

  @Test
  void aSessionThatWasAskedForItsStateGoesOnWhenNoSuccessorTakesIt() throws IOException {
    Session old = open(Map.of());
    host.shows(old, "S S     100 kg");
    Command weigh = weigh();
    old.execute(weigh);
    host.say(old, "S I\r\n");
    host.takeSent();
    old.suspend();
    host.pass(Duration.ofMillis(300));
    assertThat(host.takeSent()).containsExactly("S\r\n");
    host.weighs(old, "S S     100 kg");
    assertThat(host.outcomes).containsKey(weigh.id());
    host.pass(Duration.ofSeconds(1));
    assertThat(host.takeSent()).containsExactly("SI\r\n");
  }

  @Test
  void unknownStatesAreRefused() {
    for (State state :
        List.of(
            new State(2, bytes("false;")),
            new State(1, bytes("")),
            new State(1, bytes("false")),
            new State(1, bytes("false;many;true")))) {
      assertThatThrownBy(
              () -> new MtSicsDriver().open(settings(Map.of()), host, Optional.of(state)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot go on from a state");
    }
  }

  private Session open(Map<String, Object> values) throws IOException {
    return new MtSicsDriver().open(settings(values), host, Optional.empty());
  }

  private static Settings settings(Map<String, Object> values) {
    return new Settings("L3.weighbridge", values);
  }

  private static Command weigh() {
    return new Command(UUID.randomUUID(), Command.WEIGH, Map.of());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
