package org.amitygate.driver.modbusio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.amitygate.driver.modbusio.ModbusIoFrames.Answer;
import org.amitygate.driver.modbusio.ModbusIoFrames.Frame;
import org.amitygate.driver.modbusio.ModbusIoFrames.Question;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModbusIoFramesTest {

  private static final Question READ = new Question.ReadRegisters(4, 0, 2);
  private static final Question COIL_ON = new Question.WriteCoil(5, true);
  private static final Question COIL_OFF = new Question.WriteCoil(5, false);
  private static final Question TOKEN = new Question.WriteLong(2, 0xfedcba98L);

  @Test
  void requestsAreThoseOfTheStandard() {
    assertThat(request(1, 1, COIL_ON)).isEqualTo("0001 0000 0006 01 05 0005 FF00");
    assertThat(request(1, 1, COIL_OFF)).isEqualTo("0001 0000 0006 01 05 0005 0000");
    assertThat(request(0xabcd, 255, new Question.ReadRegisters(4, 8, 3)))
        .isEqualTo("ABCD 0000 0006 FF 04 0008 0003");
    assertThat(request(2, 1, new Question.ReadRegisters(3, 0xffff, 1)))
        .isEqualTo("0002 0000 0006 01 03 FFFF 0001");
    assertThat(request(3, 1, new Question.ReadCoil(0x1234)))
        .isEqualTo("0003 0000 0006 01 01 1234 0001");
    assertThat(request(4, 1, TOKEN)).isEqualTo("0004 0000 000B 01 10 0002 0002 04FE DCBA 98");
  }

  @Test
  void registersAreReadHighByteFirst() throws IOException {
    assertThat(((Answer.Registers) answer(READ, "0404 0102 FFFE")).values())
        .containsExactly(0x0102, 0xfffe);
    Question holding = new Question.ReadRegisters(3, 0, 1);
    assertThat(((Answer.Registers) answer(holding, "0302 8000")).values()).containsExactly(0x8000);
  }

  @Test
  void aCoilIsTheLowestBit() throws IOException {
    assertThat(answer(new Question.ReadCoil(0), "010101")).isEqualTo(new Answer.Coil(true));
    assertThat(answer(new Question.ReadCoil(0), "010100")).isEqualTo(new Answer.Coil(false));
    assertThat(answer(new Question.ReadCoil(0), "0101FE")).isEqualTo(new Answer.Coil(false));
  }

  @Test
  void writesAreEchoed() throws IOException {
    assertThat(answer(COIL_ON, "05 0005 FF00")).isEqualTo(new Answer.Written());
    assertThat(answer(COIL_OFF, "05 0005 0000")).isEqualTo(new Answer.Written());
    assertThat(answer(TOKEN, "10 0002 0002")).isEqualTo(new Answer.Written());
  }

  @ParameterizedTest
  @CsvSource({
    "1, ILLEGAL FUNCTION",
    "2, ILLEGAL DATA ADDRESS",
    "3, ILLEGAL DATA VALUE",
    "4, SERVER DEVICE FAILURE",
    "5, ACKNOWLEDGE",
    "6, SERVER DEVICE BUSY",
    "8, MEMORY PARITY ERROR",
    "10, GATEWAY PATH UNAVAILABLE",
    "11, GATEWAY TARGET DEVICE FAILED TO RESPOND",
    "7, unknown to the standard",
    "255, unknown to the standard"
  })
  void exceptionsHaveNames(int code, String name) throws IOException {
    Answer.Refusal refusal = (Answer.Refusal) answer(TOKEN, "90%02X".formatted(code));
    assertThat(refusal.code()).isEqualTo(code);
    assertThat(refusal.words()).isEqualTo("exception " + code + " (" + name + ")");
    assertThat(refusal.beforeExecution()).isEqualTo(code == 1 || code == 2 || code == 3);
    assertThat(refusal.notNow()).isEqualTo(List.of(5, 6, 10, 11).contains(code));
  }

  @Test
  void codeZeroRefusesNothing() {
    assertThat(new Answer.Refusal(0).beforeExecution()).isFalse();
  }

  @Test
  void exceptionsOfEachFunction() throws IOException {
    assertThat(answer(READ, "8402")).isEqualTo(new Answer.Refusal(2));
    assertThat(answer(new Question.ReadCoil(0), "8102")).isEqualTo(new Answer.Refusal(2));
    assertThat(answer(COIL_ON, "8502")).isEqualTo(new Answer.Refusal(2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "04", // nothing
        "0404 0102", // too few bytes
        "0404 0102 FFFE 00", // too many
        "0403 0102 FFFE", // wrong number
        "0402 0102", // one register
        "0304 0102 FFFE", // another function
        "8302", // exception of another function
        "84", // exception without code
        "8402 00", // exception with more
        "10 0000 0002",
      })
  void whatDoesNotAnswerAReadIsRefused(String pdu) {
    assertThatThrownBy(() -> answer(READ, pdu))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "expected the answer to ReadRegisters[function=4, address=0, count=2], got "
                + pdu.replace(" ", "").toLowerCase(java.util.Locale.ROOT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "05 0005 0000",
        "05 0004 FF00",
        "05 0005 FF",
        "05 0005 FF00 00",
        "05",
        "0501 01",
        "06 0005 FF00"
      })
  void whatDoesNotAnswerAWriteOfACoilIsRefused(String pdu) {
    assertThatThrownBy(() -> answer(COIL_ON, pdu))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("WriteCoil");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10 0002 0001",
        "10 0003 0002",
        "10 0002 0002 04",
        "10 0002",
        "10",
        "05 0002 0002"
      })
  void whatDoesNotAnswerAWriteOfRegistersIsRefused(String pdu) {
    assertThatThrownBy(() -> answer(TOKEN, pdu))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("WriteLong");
  }

  @ParameterizedTest
  @ValueSource(strings = {"01", "0100", "0102 01", "0101", "0101 01 00", "0201 01"})
  void whatDoesNotAnswerAReadOfACoilIsRefused(String pdu) {
    assertThatThrownBy(() -> answer(new Question.ReadCoil(1), pdu))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ReadCoil");
  }

  @Test
  void framesAreTakenWholeAndOneAtATime() throws IOException {
    ByteBuffer buffer = bytes("0001 0000 0006 01 05 0005 FF00 FFFE 0000 0003 FF 84 02 0003 00");
    assertFrame(ModbusIoFrames.frame(buffer), 1, 1, "050005ff00");
    assertFrame(ModbusIoFrames.frame(buffer), 0xfffe, 255, "8402");
    assertThat(ModbusIoFrames.frame(buffer)).isNull();
    assertThat(buffer.remaining()).isEqualTo(3);
  }

  @Test
  void aFrameIsNotTakenBeforeItsLastByte() throws IOException {
    String frame = "0001 0000 0006 01 05 0005 FF00".replace(" ", "");
    for (int length = 0; length < frame.length(); length += 2) {
      ByteBuffer buffer = bytes(frame.substring(0, length));
      assertThat(ModbusIoFrames.frame(buffer)).as(frame.substring(0, length)).isNull();
      assertThat(buffer.position()).isZero();
    }
    ByteBuffer whole = bytes(frame);
    assertThat(ModbusIoFrames.frame(whole)).isNotNull();
    assertThat(whole.remaining()).isZero();
  }

  @Test
  void theLongestFrameHas260Bytes() throws IOException {
    ByteBuffer buffer = bytes("0001 0000 00FE" + "01".repeat(254));
    Frame frame = ModbusIoFrames.frame(buffer);
    assertThat(frame).isNotNull();
    assertThat(frame.pdu()).hasSize(253);
    assertThat(buffer.position()).isEqualTo(260);
  }

  @ParameterizedTest
  @CsvSource({
    "0001 0000 00FF, 0, 255",
    "0001 0000 0105, 0, 261",
    "0001 0000 FFFF, 0, 65535",
    "0001 0000 0002, 0, 2",
    "0001 0000 0000, 0, 0",
    "0001 0001 0006, 1, 6",
    "0001 0100 0006, 256, 6",
    "4854 5450 2F31, 21584, 12081",
  })
  void otherHeadersAreRefusedAtOnce(String header, int protocol, int length) {
    assertThatThrownBy(() -> ModbusIoFrames.frame(bytes(header)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "expected a Modbus frame with protocol 0 and length 3 to 254, got protocol "
                + protocol
                + " and length "
                + length);
  }

  @Test
  void everySplitOfAStreamGivesTheSameFrames() throws IOException {
    String stream =
        "000100000006010500 05FF00 0002000000050104020000 00030000000301 9003".replace(" ", "");
    for (int cut = 0; cut <= stream.length(); cut += 2) {
      List<Integer> transactions = new ArrayList<>();
      String left = "";
      for (String piece : List.of(stream.substring(0, cut), stream.substring(cut))) {
        ByteBuffer buffer = bytes(left + piece);
        for (Frame frame = ModbusIoFrames.frame(buffer);
            frame != null;
            frame = ModbusIoFrames.frame(buffer)) {
          transactions.add(frame.transaction());
        }
        byte[] rest = new byte[buffer.remaining()];
        buffer.get(rest);
        left = HexFormat.of().formatHex(rest);
      }
      assertThat(transactions).containsExactly(1, 2, 3);
      assertThat(left).isEmpty();
    }
  }

  @Test
  void whateverArrivesNothingButIoExceptionIsThrown() {
    byte[] sample =
        HexFormat.of()
            .parseHex(
                "000100000006010500 05FF00000200000007010404000100020003000000030190 03"
                    .replace(" ", ""));
    Question[] questions = {READ, COIL_ON, TOKEN, new Question.ReadCoil(0)};
    int understood = 0;
    for (long seed = 1; seed <= 4_000; seed++) {
      Random random = new Random(seed);
      ByteBuffer mutant = ByteBuffer.allocate(2 * sample.length).put(sample);
      for (int n = random.nextInt(3); n > 0; n--) {
        int at = random.nextInt(mutant.position());
        int length = random.nextInt(Math.min(8, mutant.position() - at) + 1);
        switch (random.nextInt(4)) {
          case 0 -> mutant.position(at); // truncated
          case 1 -> mutant.put(mutant.array().clone(), at, length); // duplicated at the end
          case 2 -> { // reordered
            byte first = mutant.get(0);
            mutant.put(0, mutant.get(at)).put(at, first);
          }
          default -> mutant.put(at, (byte) random.nextInt(256)); // garbled
        }
        if (mutant.position() == 0) {
          break;
        }
      }
      mutant.flip();
      try {
        for (Frame frame = ModbusIoFrames.frame(mutant);
            frame != null;
            frame = ModbusIoFrames.frame(mutant)) {
          understood += answers(questions, frame);
        }
      } catch (IOException e) {
        assertThat(e.getMessage()).contains("expected", "got");
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    System.out.println("ModbusIoFramesTest: seeds 1 to 4000, answers understood: " + understood);
    assertThat(understood).isGreaterThan(4_000);
  }

  private static int answers(Question[] questions, Frame frame) {
    int understood = 0;
    for (Question question : questions) {
      try {
        ModbusIoFrames.answer(question, frame);
        understood++;
      } catch (IOException e) {
        assertThat(e.getMessage()).contains("expected", "got");
      }
    }
    return understood;
  }

  private static void assertFrame(Frame frame, int transaction, int unit, String pdu) {
    assertThat(frame).isNotNull();
    assertThat(frame.transaction()).isEqualTo(transaction);
    assertThat(frame.unit()).isEqualTo(unit);
    assertThat(HexFormat.of().formatHex(frame.pdu())).isEqualTo(pdu);
  }

  private static Answer answer(Question question, String pdu) throws IOException {
    return ModbusIoFrames.answer(question, new Frame(1, 1, bytes(pdu).array()));
  }

  /** In groups as the standard prints them. */
  private static String request(int transaction, int unit, Question question) {
    String text =
        HexFormat.of()
            .withUpperCase()
            .formatHex(ModbusIoFrames.request(transaction, unit, question));
    StringBuilder grouped = new StringBuilder();
    int[] groups = {4, 4, 4, 2, 2};
    int at = 0;
    for (int group : groups) {
      grouped.append(text, at, at + group).append(' ');
      at += group;
    }
    for (; at < text.length(); at += 4) {
      grouped.append(text, at, Math.min(text.length(), at + 4)).append(' ');
    }
    return grouped.toString().strip();
  }

  private static ByteBuffer bytes(String hexadecimal) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hexadecimal.replace(" ", "")));
  }
}
