package org.amitygate.driver.mtsics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

/** What is no MT-SICS: noise on the line, and lines of others. */
class MtSicsNoiseTest {

  private final FakeHost host = new FakeHost();

  @Test
  void aLineThatIsNoMtSicsIsAskedAgain() throws IOException {
    Session session = host.quiet();
    for (String line : List.of("S S     3\u00801240 kg", "N     123.45 kg", "S S 31240 pigs")) {
      Command weigh = FakeHost.weigh();
      session.execute(weigh);
      host.takeSent();
      host.say(session, line + "\r\n");
      host.say(session, "S S     99999 kg\r\n"); // to the same question, if that was not its answer
      host.pass(Duration.ofMillis(599));
      assertThat(host.takeSent()).as(line).isEmpty();
      assertThat(host.outcomes).as(line).doesNotContainKey(weigh.id());
      host.pass(Duration.ofMillis(1));
      assertThat(host.takeSent()).containsExactly("S\r\n");
      host.weighs(session, "S S     31240 kg ");
      assertThat(host.outcomes).containsEntry(weigh.id(), host.done(31_240, "31240 kg"));
    }
    host.say(session, "N     123.45 kg\r\n"); // while nothing was asked
    assertThat(host.takeSent()).isEmpty();
    assertThat(host.lost).isEmpty();
  }

  @Test
  void aTareThatCameAsNoiseIsNotZero() throws IOException {
    Session session = host.quiet();
    Command weigh = FakeHost.weigh();
    session.execute(weigh);
    host.say(session, "S S     19240 kg\r\nTA A     12\u00fe000 kg\r\n");
    host.takeSent();
    host.pass(Duration.ofMillis(600));
    assertThat(host.outcomes).isEmpty();
    assertThat(host.takeSent()).containsExactly("S\r\n");
  }

  @Test
  void neverUnderstoodIsRefusedInTheEnd() throws IOException {
    Session session = host.quiet();
    Command weigh = FakeHost.weigh();
    session.execute(weigh);
    for (int tried = 0; tried < 101; tried++) {
      host.say(session, "TA I\r\nN     123.45 kg\r\n");
      host.pass(Duration.ofMillis(600));
    }
    assertThat(host.outcomes)
        .containsEntry(
            weigh.id(), new Outcome.Refused("no answer that can be understood within 60.0 s"));
  }

  @Test
  void aLookThatCameAsNoiseIsRepeatedAndASuccessorDoesNotWaitForIt() throws IOException {
    Session session =
        new MtSicsDriver().open(new Settings("L3.weighbridge", Map.of()), host, Optional.empty());
    host.say(session, "S S   5\u008000 kg\r\n");
    State state = session.suspend().orElseThrow();
    assertThat(new String(state.bytes(), StandardCharsets.US_ASCII)).isEqualTo("false;");
    host.pass(Duration.ofSeconds(1));
    assertThat(host.takeSent()).containsExactly("SI\r\n", "SI\r\n");
    host.say(session, "S S       500 kg\r\n");
    assertThat(host.readings).hasSize(1);
    host.pass(Duration.ofSeconds(1));
    assertThat(host.lost).isEmpty();
  }

  @Test
  void threeLinesInARowThatAreNoMtSicsEndTheSession() throws IOException {
    Session session = host.quiet();
    host.say(session, "N     1 kg\r\nN     2 kg\r\nS I\r\nN     3 kg\r\nN     4 kg\r\n");
    assertThatThrownBy(() -> host.say(session, "S S     31240 pigs\r\n"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("S S     31240 pigs");
  }
}
