package org.amitygate.driver.modbusio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.amitygate.device.BarrierState;
import org.amitygate.device.Command;
import org.amitygate.device.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of each command. */
class ModbusIoCommandsTest {

  private static final Outcome DONE = new Outcome.Done(Optional.empty());

  private final Conversation talk = new Conversation();

  @Test
  void openWritesTheTokenInOneRequest() throws IOException {
    talk.ready();
    UUID open = talk.execute(Command.OPEN, Map.of("token", 0xfedcba98L));
    assertThat(talk.asked()).isEqualTo("0110 0000000204fedcba98");
    assertThat(talk.host.outcomes).isEmpty();
    talk.say("10 0000 0002");
    assertThat(talk.host.outcomes).containsEntry(open, DONE);
  }

  @ParameterizedTest
  @CsvSource({"1, ILLEGAL FUNCTION", "2, ILLEGAL DATA ADDRESS", "3, ILLEGAL DATA VALUE"})
  void openIsRefusedWhenTheControllerSaysSo(int code, String name) throws IOException {
    talk.ready();
    UUID open = talk.execute(Command.OPEN, Map.of("token", 5L));
    talk.asked();
    talk.say("900" + code);
    assertThat(talk.host.outcomes)
        .containsEntry(open, new Outcome.Refused("exception " + code + " (" + name + ")"));
    assertThat(talk.host.lost).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5, 6, 8, 10, 11, 99})
  void openIsUnknownAfterAnyOtherException(int code) throws IOException {
    talk.ready();
    UUID open = talk.execute(Command.OPEN, Map.of("token", 5L));
    talk.asked();
    talk.say("90%02x".formatted(code));
    assertThat(talk.host.outcomes.get(open)).isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void openIsUnknownWhenNoAnswerComesAndIsNeverSentAgain() throws IOException {
    talk.ready();
    UUID open = talk.execute(Command.OPEN, Map.of("token", 5L));
    UUID second = talk.execute(Command.OPEN, Map.of("token", 6L));
    UUID position = talk.execute(Command.POSITION, Map.of());
    talk.asked();
    talk.host.pass(Duration.ofSeconds(1));
    String cause = "no answer to WriteLong[address=0, value=5] in 1000 ms";
    assertThat(talk.host.outcomes)
        .containsEntry(open, new Outcome.Unknown(cause))
        .containsEntry(second, new Outcome.NotSent(cause))
        .as("safe commands are left to the gate")
        .doesNotContainKey(position);
    assertThat(talk.host.lost).containsExactly(cause);
    assertThat(talk.host.takeSent()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10 0000 0001", "10 0002 0002", "05 0000 FF00", "9003 00"})
  void openIsUnknownAfterAnAnswerThatCannotBeUnderstood(String pdu) throws IOException {
    talk.ready();
    UUID open = talk.execute(Command.OPEN, Map.of("token", 5L));
    UUID second = talk.execute(Command.CANCEL, Map.of("token", 5L));
    talk.asked();
    assertThatThrownBy(() -> talk.say(pdu))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("WriteLong");
    assertThat(talk.host.outcomes.get(open)).isInstanceOf(Outcome.Unknown.class);
    assertThat(talk.host.outcomes.get(second)).isInstanceOf(Outcome.NotSent.class);
  }

  @Test
  void openWithoutTokensSwitchesTheCoil() throws IOException {
    talk.open(Map.of("tokens", false, "openCoil", 5L));
    assertThat(talk.asked()).isEqualTo("0104 00040007");
    talk.say("040e" + "00000001" + "00000002" + "0003" + "0000" + "0009");
    BarrierState state = (BarrierState) talk.host.readings.get(3);
    assertThat(state.acceptedToken()).isZero();
    assertThat(state.cancelledToken()).isZero();
    assertThat(state.leftClosedCount()).isEqualTo(1);
    UUID open = talk.execute(Command.OPEN, Map.of());
    assertThat(talk.asked()).isEqualTo("0105 0005ff00");
    talk.say("05 0005 ff00");
    assertThat(talk.host.outcomes).containsEntry(open, DONE);
    assertThatThrownBy(() -> talk.execute(Command.CANCEL, Map.of("token", 5L)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("tokens");
  }

  @Test
  void cancelIsDoneWhenReadingBackShowsIt() throws IOException {
    talk.ready();
    UUID cancel = talk.execute(Command.CANCEL, Map.of("token", 7L));
    assertThat(talk.asked()).isEqualTo("0110 000200020400000007");
    talk.say("10 0002 0002");
    assertThat(talk.host.outcomes).isEmpty();
    assertThat(talk.asked()).isEqualTo("0104 0000000b");
    talk.say("0416" + Conversation.registers(6, 7, 1, 0));
    Outcome.Done done = (Outcome.Done) talk.host.outcomes.get(cancel);
    assertThat(((BarrierState) done.answer().orElseThrow()).cancelledToken()).isEqualTo(7);
    assertThat(talk.readings()).containsExactly("CLOSED 6/7");
  }

  @Test
  void cancelIsUnknownWhenReadingBackDoesNotShowIt() throws IOException {
    talk.ready();
    UUID cancel = talk.execute(Command.CANCEL, Map.of("token", 7L));
    talk.asked();
    talk.say("10 0002 0002");
    talk.asked();
    talk.say("0416" + Conversation.registers(6, 6, 1, 0));
    assertThat(talk.host.outcomes)
        .containsEntry(
            cancel, new Outcome.Unknown("written, but the controller's cancelled token is 6"));
  }

  @Test
  void cancelIsUnknownWhenReadingBackFails() throws IOException {
    talk.ready();
    UUID cancel = talk.execute(Command.CANCEL, Map.of("token", 7L));
    talk.asked();
    talk.say("10 0002 0002");
    talk.asked();
    talk.say("8404");
    assertThat(talk.host.outcomes.get(cancel)).isInstanceOf(Outcome.Unknown.class);
    UUID refused = talk.execute(Command.CANCEL, Map.of("token", 8L));
    talk.asked();
    talk.say("9003");
    assertThat(talk.host.outcomes)
        .containsEntry(refused, new Outcome.Refused("exception 3 (ILLEGAL DATA VALUE)"));
    UUID silent = talk.execute(Command.CANCEL, Map.of("token", 9L));
    talk.asked();
    talk.say("10 0002 0002");
    talk.asked();
    talk.host.pass(Duration.ofSeconds(1));
    assertThat(talk.host.outcomes.get(silent)).isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void positionIsReadAfresh() throws IOException {
    talk.ready();
    talk.host.pass(Duration.ofMillis(100));
    talk.asked();
    UUID position = talk.execute(Command.POSITION, Map.of());
    assertThat(talk.host.takeSent()).as("a poll is under way").isEmpty();
    talk.say("0416" + Conversation.registers(1, 0, 1, 0));
    assertThat(talk.host.outcomes).isEmpty();
    assertThat(talk.asked()).isEqualTo("0104 0000000b");
    talk.say("0416" + Conversation.registers(2, 0, 3, 0));
    Outcome.Done done = (Outcome.Done) talk.host.outcomes.get(position);
    BarrierState state = (BarrierState) done.answer().orElseThrow();
    assertThat(state.acceptedToken()).isEqualTo(2);
    assertThat(state.at()).isEqualTo(talk.host.now());
    assertThat(talk.readings()).containsExactly("CLOSED 1/0", "OPEN 2/0");
    UUID refused = talk.execute(Command.POSITION, Map.of());
    talk.asked();
    talk.say("8404");
    assertThat(talk.host.outcomes)
        .containsEntry(refused, new Outcome.Refused("exception 4 (SERVER DEVICE FAILURE)"));
  }

  @Test
  void setWritesACoilAndReadsItBack() throws IOException {
    talk.ready(Map.of("outputs", List.of(0L, 1L)));
    UUID on = talk.execute(Command.SET, Map.of("output", 1L, "on", true));
    assertThat(talk.asked()).isEqualTo("0105 0001ff00");
    talk.say("05 0001 ff00");
    assertThat(talk.asked()).isEqualTo("0101 00010001");
    talk.say("010101");
    assertThat(talk.host.outcomes).containsEntry(on, DONE);
    UUID off = talk.execute(Command.SET, Map.of("output", 0L, "on", false));
    assertThat(talk.asked()).isEqualTo("0105 00000000");
    talk.say("05 0000 0000");
    talk.asked();
    talk.say("010101");
    assertThat(talk.host.outcomes)
        .containsEntry(off, new Outcome.Unknown("written, but reading back gave Coil[on=true]"));
  }

  @Test
  void setIsRefusedOrUnknownAsTheControllerSays() throws IOException {
    talk.ready(Map.of("outputs", List.of(0L)));
    UUID refused = talk.execute(Command.SET, Map.of("output", 0L, "on", true));
    talk.asked();
    talk.say("8502");
    UUID failed = talk.execute(Command.SET, Map.of("output", 0L, "on", true));
    talk.asked();
    talk.say("8504");
    UUID unread = talk.execute(Command.SET, Map.of("output", 0L, "on", true));
    talk.asked();
    talk.say("05 0000 ff00");
    talk.asked();
    talk.say("8106");
    assertThat(talk.host.outcomes)
        .containsEntry(refused, new Outcome.Refused("exception 2 (ILLEGAL DATA ADDRESS)"))
        .containsEntry(failed, new Outcome.Unknown("exception 4 (SERVER DEVICE FAILURE)"))
        .containsEntry(
            unread,
            new Outcome.Unknown("written, but reading back gave exception 6 (SERVER DEVICE BUSY)"));
  }

  @Test
  void onlyListedOutputsAreSet() throws IOException {
    talk.ready(Map.of("outputs", List.of(0L, 1L)));
    List<Map<String, Object>> wrong =
        List.of(
            Map.of("output", 2L, "on", true),
            Map.of("output", 65_536L, "on", true),
            Map.of("output", "0", "on", true),
            Map.of("on", true),
            Map.of("output", 0L),
            Map.of("output", 0L, "on", "yes"));
    for (Map<String, Object> arguments : wrong) {
      UUID set = talk.execute(Command.SET, arguments);
      assertThat(talk.host.outcomes.get(set))
          .as(arguments.toString())
          .isInstanceOf(Outcome.NotSent.class);
    }
    assertThat(talk.host.takeSent()).isEmpty();
  }

  @Test
  void tokensHave32BitsAndAreNotZero() throws IOException {
    talk.ready();
    List<Map<String, Object>> wrong =
        List.of(
            Map.of(),
            Map.of("token", 0L),
            Map.of("token", -1L),
            Map.of("token", 0x1_0000_0000L),
            Map.of("token", "1"));
    for (String name : List.of(Command.OPEN, Command.CANCEL)) {
      for (Map<String, Object> arguments : wrong) {
        assertThat(talk.host.outcomes.get(talk.execute(name, arguments)))
            .isInstanceOf(Outcome.NotSent.class);
      }
    }
    assertThat(talk.host.takeSent()).isEmpty();
    talk.execute(Command.OPEN, Map.of("token", 0xffff_ffffL));
    assertThat(talk.asked()).isEqualTo("0110 0000000204ffffffff");
    talk.say("10 0000 0002");
    talk.execute(Command.OPEN, Map.of("token", 1L));
    assertThat(talk.asked()).isEqualTo("0110 000000020400000001");
  }

  @Test
  void oneRequestIsInFlightAndCommandsKeepTheirOrder() throws IOException {
    talk.ready();
    List<UUID> opens = new ArrayList<>();
    for (long token = 1; token <= 17; token++) {
      opens.add(talk.execute(Command.OPEN, Map.of("token", token)));
    }
    UUID tooMany = talk.execute(Command.OPEN, Map.of("token", 18L));
    assertThat(talk.host.outcomes)
        .containsOnly(Map.entry(tooMany, new Outcome.NotSent("16 commands are waiting already")));
    for (int token = 1; token <= 17; token++) {
      assertThat(talk.asked()).isEqualTo("0110 0000000204%08x".formatted(token));
      talk.say("10 0000 0002");
      assertThat(talk.host.outcomes).hasSize(token + 1).containsKey(opens.get(token - 1));
    }
  }
}
