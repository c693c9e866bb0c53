package org.amitygate.driver.modbusio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.amitygate.device.Command;
import org.amitygate.device.Inbound;
import org.amitygate.device.Outcome;
import org.amitygate.device.State;
import org.junit.jupiter.api.Test;

/** Polls, silence, broken protocol and swaps. */
class ModbusIoSessionTest {

  private final Conversation talk = new Conversation();

  @Test
  void everythingIsReadInOneRequestEveryTenthOfASecond() throws IOException {
    talk.open(Map.of());
    assertThat(talk.asked()).isEqualTo("0104 0000000b");
    talk.say("0416" + Conversation.registers(0, 0, 1, 0b001));
    assertThat(talk.readings())
        .containsExactly(
            "entry true first", "exit false first", "passage false first", "CLOSED 0/0");
    talk.host.pass(Duration.ofMillis(99));
    assertThat(talk.host.takeSent()).isEmpty();
    talk.host.pass(Duration.ofMillis(1));
    assertThat(talk.asked()).isEqualTo("0104 0000000b");
    talk.say("0416" + Conversation.registers(0, 0, 1, 0b011));
    assertThat(talk.readings()).containsExactly("exit true");
    talk.host.pass(Duration.ofMillis(100));
    talk.asked();
    talk.say("0416" + Conversation.registers(0, 0, 3, 0b011));
    assertThat(talk.readings()).containsExactly("OPEN 0/0");
    assertThat(talk.host.lost).isEmpty();
  }

  @Test
  void aPollWaitsForTheOneBefore() throws IOException {
    talk.open(Map.of());
    talk.asked();
    talk.host.pass(Duration.ofMillis(900));
    assertThat(talk.host.takeSent()).isEmpty();
  }

  @Test
  void unitPollAndTimeoutAreSettings() throws IOException {
    talk.open(Map.of("unit", 7L, "poll", "1s", "timeout", "250ms"));
    assertThat(talk.asked()).isEqualTo("0704 0000000b");
    talk.host.pass(Duration.ofMillis(249));
    assertThat(talk.host.lost).isEmpty();
    talk.host.pass(Duration.ofMillis(1));
    assertThat(talk.host.lost)
        .containsExactly("no answer to ReadRegisters[function=4, address=0, count=11] in 250 ms");
  }

  @Test
  void otherCommandsAreUnsupported() throws IOException {
    talk.ready();
    assertThatThrownBy(() -> talk.execute(Command.WEIGH, Map.of()))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("weigh");
    assertThat(new ModbusIoDriver().safeCommands()).containsExactlyInAnyOrder("position", "set");
  }

  @Test
  void answersToOtherRequestsAreDiscarded() throws IOException {
    talk.ready();
    talk.host.pass(Duration.ofMillis(100));
    talk.asked();
    String open = "0416" + Conversation.registers(0, 0, 3, 0);
    for (int other : List.of(talk.transaction + 1, talk.transaction - 1, 0)) {
      talk.host.say(talk.session, Conversation.frame(other, 1, open));
      talk.host.say(talk.session, Conversation.frame(other, 2, "8404"));
    }
    assertThat(talk.host.readings).isEmpty();
    talk.say("0416" + Conversation.registers(0, 0, 2, 0));
    talk.say(open);
    assertThat(talk.readings()).as("once, and nothing after it").containsExactly("MOVING 0/0");
    assertThat(talk.host.lost).isEmpty();
    talk.host.pass(Duration.ofMillis(100));
    talk.asked();
    talk.host.say(talk.session, Conversation.frame(talk.transaction - 1, 1, open));
    talk.host.pass(Duration.ofSeconds(1));
    assertThat(talk.host.lost).as("they are no answer").hasSize(1);
  }

  @Test
  void anAnswerToAnotherRequestSettlesNoCommand() throws IOException {
    talk.ready();
    UUID open = talk.execute(Command.OPEN, Map.of("token", 5L));
    talk.asked();
    talk.host.say(talk.session, Conversation.frame(talk.transaction - 1, 1, "10 0000 0002"));
    talk.host.say(talk.session, Conversation.frame(talk.transaction - 1, 1, "9003"));
    assertThat(talk.host.outcomes).isEmpty();
    talk.say("10 0000 0002");
    assertThat(talk.host.outcomes).containsEntry(open, new Outcome.Done(Optional.empty()));
  }

  @Test
  void anAnswerOfAnotherUnitEndsTheSession() throws IOException {
    talk.ready();
    talk.host.pass(Duration.ofMillis(100));
    talk.asked();
    assertThatThrownBy(
            () ->
                talk.host.say(
                    talk.session,
                    Conversation.frame(
                        talk.transaction, 2, "0416" + Conversation.registers(0, 0, 1, 0))))
        .isInstanceOf(IOException.class)
        .hasMessage("expected an answer of unit 1, got one of unit 2");
  }

  @Test
  void aUnitThatNamesNobodyIsTheController() throws IOException {
    for (int answered : List.of(0, 255, 1)) {
      talk.open(Map.of());
      talk.asked();
      unit(answered, "0416" + Conversation.registers(0, 0, 1, 0));
      UUID open = talk.execute(Command.OPEN, Map.of("token", 7L));
      talk.asked();
      unit(answered, "10 0000 0002");
      assertThat(talk.host.outcomes).containsEntry(open, new Outcome.Done(Optional.empty()));
      talk.session.close();
    }
    for (int asked : List.of(0, 255)) {
      talk.open(Map.of("unit", (long) asked));
      talk.asked();
      unit(2, "0416" + Conversation.registers(0, 0, 1, 0));
      talk.session.close();
    }
    assertThat(talk.host.lost).isEmpty();
  }

  private void unit(int answered, String pdu) throws IOException {
    talk.host.say(talk.session, Conversation.frame(talk.transaction, answered, pdu));
  }

  @Test
  void aMessageIsNoStream() throws IOException {
    talk.open(Map.of());
    Inbound message = new Inbound.Message("", Map.of(), new byte[0], (status, type, body) -> {});
    assertThatThrownBy(() -> talk.session.received(message))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("stream");
  }

  @Test
  void aBusyControllerIsGivenTenPolls() throws IOException {
    talk.open(Map.of());
    for (String code : List.of("8405", "8406", "0416" + Conversation.registers(0, 0, 1, 0))) {
      talk.asked();
      talk.say(code);
      talk.host.pass(Duration.ofMillis(100));
    }
    for (int i = 0; i < 9; i++) {
      talk.asked();
      talk.say("8406");
      assertThat(talk.host.lost).isEmpty();
      talk.host.pass(Duration.ofMillis(100));
    }
    talk.asked();
    talk.say("8406");
    assertThat(talk.host.lost)
        .containsExactly(
            "reading ReadRegisters[function=4, address=0, count=11] gave exception 6 (SERVER DEVICE BUSY)");
  }

  @Test
  void aGatewayThatDoesNotReachTheControllerIsAskedAgain() throws IOException {
    talk.ready();
    talk.host.pass(Duration.ofMillis(100));
    for (String code : List.of("840a", "840b")) {
      talk.asked();
      talk.say(code);
      talk.host.pass(Duration.ofMillis(100));
    }
    talk.asked();
    talk.say("0416" + Conversation.registers(0, 0, 1, 0));
    for (int i = 0; i < 12; i++) {
      talk.host.pass(Duration.ofMillis(100));
      talk.asked();
      talk.say("0416" + Conversation.registers(0, 0, 1, 0));
    }
    assertThat(talk.host.lost).isEmpty();
  }

  @Test
  void whatWasSeenGrowsNoOlderWhileTheControllerPutsOff() throws IOException {
    talk.ready();
    talk.host.pass(Duration.ofMillis(100));
    talk.asked();
    talk.host.pass(Duration.ofMillis(700));
    talk.say("840b");
    talk.host.pass(Duration.ofMillis(100));
    talk.asked();
    talk.host.pass(Duration.ofMillis(299));
    assertThat(talk.host.lost).isEmpty();
    talk.host.pass(Duration.ofMillis(1));
    assertThat(talk.host.lost)
        .containsExactly(
            "reading ReadRegisters[function=4, address=0, count=11] gave exception 11 (GATEWAY TARGET DEVICE FAILED TO RESPOND)");
  }

  @Test
  void aControllerThatCannotBeReadIsLost() throws IOException {
    talk.open(Map.of());
    talk.asked();
    talk.say("8402");
    assertThat(talk.host.lost).hasSize(1).first().asString().contains("ILLEGAL DATA ADDRESS");
  }

  @Test
  void transactionsGoRound() throws IOException {
    State state = new SessionState(0xfffe, SessionState.NOTHING, null).toState();
    talk.session =
        new ModbusIoDriver().open(Conversation.settings(Map.of()), talk.host, Optional.of(state));
    talk.asked();
    assertThat(talk.transaction).isEqualTo(0xffff);
    talk.say("0416" + Conversation.registers(0, 0, 1, 0));
    talk.host.pass(Duration.ofMillis(100));
    talk.asked();
    assertThat(talk.transaction).isZero();
  }

  @Test
  void theSuccessorGoesOnFromTheLastSnapshot() throws IOException {
    talk.ready();
    talk.host.pass(Duration.ofMillis(100));
    talk.asked();
    int owed = talk.transaction;
    Optional<State> state = talk.session.suspend();
    talk.session.close();
    talk.host.readings.clear();
    talk.session = new ModbusIoDriver().open(Conversation.settings(Map.of()), talk.host, state);
    talk.asked();
    assertThat(talk.transaction).isEqualTo(owed + 1);
    talk.host.say(
        talk.session, Conversation.frame(owed, 1, "0416" + Conversation.registers(9, 9, 3, 7)));
    assertThat(talk.host.readings).as("the predecessor's answer is dropped").isEmpty();
    talk.say("0416" + Conversation.registers(0, 0, 1, 0b100));
    assertThat(talk.readings()).containsExactly("passage true");
  }

  @Test
  void aStateCarriesEverything() throws IOException {
    Snapshot snapshot = new Snapshot(0xffff_ffffL, 2, 3, 4, 5, 2, true, false, true);
    for (SessionState state :
        List.of(
            new SessionState(7, 6, snapshot), new SessionState(0, SessionState.NOTHING, null))) {
      assertThat(SessionState.of(Optional.of(state.toState()))).isEqualTo(state);
    }
    byte[] bytes = new SessionState(7, 6, snapshot).toState().bytes();
    assertThatThrownBy(() -> SessionState.of(Optional.of(new State(2, bytes))))
        .isInstanceOf(IOException.class)
        .hasMessage("expected a state of format 1, got 2");
    for (int length = 0; length < bytes.length; length++) {
      State cut = new State(1, java.util.Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> SessionState.of(Optional.of(cut)))
          .isInstanceOf(IOException.class)
          .hasMessage("expected a whole state, got " + length + " bytes");
    }
  }
}
