package org.amitygate.driver.mtsics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.amitygate.driver.mtsics.MtSicsFrames.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MtSicsFramesTest {

  @Test
  void stableWeight() throws IOException {
    assertThat(MtSicsFrames.parse("S S     31240 kg"))
        .isEqualTo(new Answer.Weight(new BigDecimal("31240"), true, "31240 kg"));
  }

  @Test
  void movingWeightIsNeverStable() throws IOException {
    assertThat(MtSicsFrames.parse("S D     31190 kg"))
        .isEqualTo(new Answer.Weight(new BigDecimal("31190"), false, "31190 kg"));
  }

  @ParameterizedTest
  @CsvSource({
    "S S     31240 kg, 31240",
    "S S   31240.4 kg, 31240",
    "S S   31240.5 kg, 31241",
    "S S      -0.4 kg, 0",
    "S S       -20 kg, -20",
    "S S  31240000 g, 31240",
    "S S    31.240 t, 31240",
    "S S     31.24 t, 31240",
    "S S     68872 lb, 31240", // 68,872 × 0.45359237 = 31,239.8137… kg
    "S S         1 lb, 0",
    "S S         2 lb, 1",
    "S S         0 kg, 0",
    "S S 9999999999 t, 9999999999000",
  })
  void unitsBecomeKilograms(String line, long kilograms) throws IOException {
    assertThat(((Answer.Weight) MtSicsFrames.parse(line)).wholeKilograms()).isEqualTo(kilograms);
  }

  @Test
  void conversionIsExact() throws IOException {
    assertThat(MtSicsFrames.parse("S S     68872 lb"))
        .asInstanceOf(type(Answer.Weight.class))
        .extracting(Answer.Weight::kilograms)
        .isEqualTo(new BigDecimal("31239.81370664"));
    assertThat(MtSicsFrames.parse("S S     31.24 t"))
        .asInstanceOf(type(Answer.Weight.class))
        .extracting(Answer.Weight::kilograms, Answer.Weight::written)
        .containsExactly(new BigDecimal("31240.00"), "31.24 t");
  }

  @ParameterizedTest
  @ValueSource(strings = {"oz", "KG", "ton", "pcs", "%", "kgs", "k"})
  void otherUnitsAreErrors(String unit) {
    assertThatThrownBy(() -> MtSicsFrames.parse("S S     31240 " + unit))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "expected a weight in kg, g, t or lb from the scale, got 'S S     31240 " + unit + "'");
  }

  @ParameterizedTest
  @CsvSource({
    "S +, overload (S +)",
    "S -, underload (S -)",
    "S L, wrong parameter (S L)",
    "I4 L, wrong parameter (I4 L)",
    "ES, syntax error (ES): the scale does not know the command",
    "EL, logical error (EL): the scale cannot execute the command",
    "S S    Error 10b, error 10b in place of the weight (S S    Error 10b)",
    "S D    Error 3b, error 3b in place of the weight (S D    Error 3b)",
  })
  void faultsHaveWords(String line, String words) throws IOException {
    assertThat(MtSicsFrames.parse(line)).isEqualTo(new Answer.Fault(words));
  }

  @Test
  void otherAnswers() throws IOException {
    assertThat(MtSicsFrames.parse("S I")).isEqualTo(new Answer.NotNow());
    assertThat(MtSicsFrames.parse("I4 I")).isEqualTo(new Answer.NotNow());
    assertThat(MtSicsFrames.parse("ET")).isEqualTo(new Answer.TransmissionError());
    assertThat(MtSicsFrames.parse("I4 A \"B021002593\""))
        .isEqualTo(new Answer.Serial("B021002593"));
    assertThat(MtSicsFrames.parse("I4 A \"\"")).isEqualTo(new Answer.Serial(""));
    assertThat(MtSicsFrames.parse("TA A     12.50 t"))
        .isEqualTo(new Answer.Tare(new BigDecimal("12.50"), "12.50 t"));
    assertThat(MtSicsFrames.parse("TA A 0 kg")).isEqualTo(new Answer.Tare(BigDecimal.ZERO, "0 kg"));
    assertThat(MtSicsFrames.parse("TA I")).isEqualTo(new Answer.TareNotNow());
    assertThat(MtSicsFrames.parse("TA L")).isEqualTo(new Answer.NoTare());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Z A",
        "Z I",
        "ZI D",
        "Z +",
        "T S     12000 kg",
        "TI D     12000 kg",
        "TAC A",
        "I0 B 0 \"I0\"",
        "I2 A \"IND690 60000 kg\"",
        "PWR A",
        "SR I"
      })
  void answersToOtherCommandsAreTold(String line) throws IOException {
    assertThat(MtSicsFrames.parse(line)).isEqualTo(new Answer.Other());
  }

  @Test
  void bytesOfAConverterBeforeALineArePassedOver() throws IOException {
    ByteBuffer buffer = bytes("\u0000\u00ff\u00ffS I\r\n\u0000S I\r\n\u00ff");
    assertThat(MtSicsFrames.line(buffer)).isEqualTo("S I");
    assertThat(MtSicsFrames.line(buffer)).isEqualTo("S I");
    assertThat(MtSicsFrames.line(buffer)).isNull();
    assertThat(buffer.hasRemaining()).isFalse();
    ByteBuffer longest = bytes("\u0000" + "x".repeat(MtSicsFrames.MAX_LINE) + "\r\n");
    assertThat(MtSicsFrames.line(longest)).hasSize(MtSicsFrames.MAX_LINE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " x",
        "S",
        "S S",
        "S S 31240",
        "S S     31240kg",
        "SS     31240 kg",
        "S X     31240 kg",
        "S S     3 240 kg",
        "S S     312.40.1 kg",
        "S S     - 240 kg",
        "S S     +240 kg",
        "S S     1e9 kg",
        "S S 12345678901 kg",
        "x S S     31240 kg",
        "s s     31240 kg",
        "I4 B \"x\"",
        "I4 A x",
        "I4 A \"x\" y",
        "TA A",
        "TA A 12kg",
        "TA B 0 kg",
        "Z",
        "Z a",
        "Z AB",
        "Z  A",
        "z A",
        "2Z A",
        "LONGERTHAN A",
        "HTTP/1.1 400 Bad Request"
      })
  void anythingElseIsRefusedByName(String line) {
    assertThatThrownBy(() -> MtSicsFrames.parse(line))
        .isInstanceOf(IOException.class)
        .hasMessage("expected an answer of MT-SICS from the scale, got '" + line + "'");
  }

  @Test
  void commandsEndWithCarriageReturnAndLineFeed() {
    assertThat(MtSicsFrames.command(MtSicsFrames.ASK_STABLE)).containsExactly('S', '\r', '\n');
    assertThat(MtSicsFrames.command(MtSicsFrames.ASK_IMMEDIATE))
        .containsExactly('S', 'I', '\r', '\n');
    assertThat(MtSicsFrames.command(MtSicsFrames.ASK_SERIAL)).containsExactly('I', '4', '\r', '\n');
  }

  @Test
  void linesAreTakenWholeAndOneAtATime() throws IOException {
    ByteBuffer buffer = bytes("S I\r\nS S  1 kg\n\r\nS ");
    assertThat(MtSicsFrames.line(buffer)).isEqualTo("S I");
    assertThat(MtSicsFrames.line(buffer)).isEqualTo("S S  1 kg");
    assertThat(MtSicsFrames.line(buffer)).isEmpty();
    assertThat(MtSicsFrames.line(buffer)).isNull();
    assertThat(buffer.remaining()).isEqualTo(2);
    assertThat(MtSicsFrames.line(bytes(""))).isNull();
  }

  @Test
  void aCarriageReturnMayBeTheLastByteSoFar() throws IOException {
    ByteBuffer buffer = bytes("S I\r");
    assertThat(MtSicsFrames.line(buffer)).isNull();
    assertThat(buffer.position()).isZero();
  }

  @Test
  void theLongestLineIsTakenAndALongerOneRefused() throws IOException {
    String longest = "x".repeat(MtSicsFrames.MAX_LINE);
    assertThat(MtSicsFrames.line(bytes(longest))).isNull();
    assertThat(MtSicsFrames.line(bytes(longest + "\r"))).isNull();
    assertThat(MtSicsFrames.line(bytes(longest + "\r\n"))).isEqualTo(longest);
    assertThat(MtSicsFrames.line(bytes(longest + "\n"))).isEqualTo(longest);
    for (String end : List.of("", "\r\n", "y\r\n")) {
      assertThatThrownBy(() -> MtSicsFrames.line(bytes(longest + "x" + end)))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "expected a line of at most 128 bytes from the scale, got '" + longest + "…'");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 9, 13, 31, 127, 128, 200, 255})
  void whatCameBeforeNoiseOnItsLineIsDropped(int b) throws IOException {
    ByteBuffer buffer = bytes("S S" + (char) b + "  1 kg\r\nS I\r\n");
    assertThat(MtSicsFrames.line(buffer)).isEqualTo("  1 kg");
    assertThat(MtSicsFrames.line(buffer)).isEqualTo("S I");
    assertThat(MtSicsFrames.line(bytes((char) b + "S I\r\n"))).isEqualTo("S I");
    ByteBuffer noise = bytes(String.valueOf((char) b).repeat(300) + "S");
    assertThat(MtSicsFrames.line(noise)).isNull();
    assertThat(noise.remaining()).as("noise is no long line").isEqualTo(1);
  }

  @Test
  void blanksAtTheEndOfALineAreNoneOfIt() throws IOException {
    assertThat(MtSicsFrames.parse("S S     31240 kg "))
        .isEqualTo(MtSicsFrames.parse("S S     31240 kg"));
    assertThat(MtSicsFrames.parse("S I  ")).isEqualTo(new Answer.NotNow());
  }

  @Test
  void tildeAndSpaceAreText() throws IOException {
    assertThat(MtSicsFrames.line(bytes(" ~\r\n"))).isEqualTo(" ~");
  }

  @Test
  void everySplitOfAStreamGivesTheSameLines() throws IOException {
    String stream = "I4 A \"B0\"\r\nS D     31190 kg\r\nS S     31240 kg\r\nS I\r\n";
    for (int cut = 0; cut <= stream.length(); cut++) {
      List<String> lines = new ArrayList<>();
      String left = "";
      for (String piece : List.of(stream.substring(0, cut), stream.substring(cut))) {
        ByteBuffer buffer = bytes(left + piece);
        for (String line = MtSicsFrames.line(buffer);
            line != null;
            line = MtSicsFrames.line(buffer)) {
          lines.add(line);
        }
        left = StandardCharsets.ISO_8859_1.decode(buffer).toString();
      }
      assertThat(lines)
          .containsExactly("I4 A \"B0\"", "S D     31190 kg", "S S     31240 kg", "S I");
    }
  }

  @Test
  void whateverArrivesNothingButIoExceptionIsThrown() {
    String sample = "S S     31240 kg\r\nS D     31190 kg\r\nI4 A \"B0\"\r\nS I\r\nS +\r\nES\r\n";
    int good = 0;
    for (long seed = 1; seed <= 4_000; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder(sample);
      for (int n = random.nextInt(3); n > 0; n--) {
        int at = random.nextInt(text.length());
        int to = Math.min(text.length(), at + 1 + random.nextInt(12));
        switch (random.nextInt(5)) {
          case 0 -> text.setLength(Math.max(1, at)); // truncated
          case 1 -> text.insert(at, text.substring(at, to)); // duplicated
          case 2 -> text.insert(0, text.substring(at, to)).delete(at + 1, to); // reordered
          case 3 -> text.setCharAt(at, (char) random.nextInt(256)); // garbled
          default -> text.insert(at, (char) random.nextInt(256)); // inserted
        }
      }
      ByteBuffer buffer = bytes(text.toString());
      try {
        for (String line = MtSicsFrames.line(buffer);
            line != null;
            line = MtSicsFrames.line(buffer)) {
          if (MtSicsFrames.parse(line) instanceof Answer.Weight weight) {
            assertThat(weight.stable()).isEqualTo(line.startsWith("S S"));
            weight.wholeKilograms();
          }
          good++;
        }
      } catch (IOException e) {
        assertThat(e.getMessage()).contains("expected", "got");
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    System.out.println("MtSicsFramesTest: seeds 1 to 4000, lines understood: " + good);
    assertThat(good).isGreaterThan(4_000);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)).asReadOnlyBuffer();
  }
}
