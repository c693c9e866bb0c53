package org.amitygate.authority.wco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.amitygate.authority.Answer;
import org.amitygate.authority.Answer.Verdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the bytes are, they give an answer or a ProtocolException that names the place. */
class WcoHardeningTest {

  private static final WcoProtocol WCO = new WcoProtocol();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<Response/> | line 1, in Response: expected a FunctionCode",
        "<metadata/> | line 1, in the document: expected the root element MetaData or Response, got metadata",
        "<html><MetaData/></html> | line 1, in the document: expected the root element MetaData or Response, got html",
        "<MetaData/> | line 1, in the document: expected at least one MetaData/Response",
        "<MetaData><Declaration/></MetaData> | line 1, in the document: expected at least one MetaData/Response",
        "<MetaData><X><Response><FunctionCode>08</FunctionCode></Response></X></MetaData>"
            + "| line 1, in the document: expected at least one MetaData/Response",
        "<p:MetaData/> | line 1, in the document: expected well-formed XML: the prefix 'p' is not declared",
        "<MetaData p:a='1'/> | line 1, in the document: expected well-formed XML: the prefix 'p' is not declared",
        "<!DOCTYPE MetaData><MetaData/> | line 1, in the document: expected no document type and no entities",
        "<!DOCTYPE m SYSTEM 'file:///nowhere'><MetaData/>"
            + "| line 1, in the document: expected no document type and no entities",
        "<!DOCTYPE m [<!ENTITY a 'b'>]><MetaData>&a;</MetaData>"
            + "| line 1, in the document: expected no document type and no entities",
      })
  void otherDocumentsAreRefusedByName(String text, String message) {
    refused(text, message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "08",
        "{\"FunctionCode\":\"08\"}",
        "UNH+1+CUSRES:D:96B:UN'BGM+961+X+8'",
        "<MetaData>",
        "<MetaData></Metadata>",
        "<MetaData/>trailing",
        "<MetaData/><MetaData/>",
        "\n<?xml version=\"1.0\"?><MetaData/>",
        "<?xml version=\"1.0\" encoding=\"no-such\"?><MetaData/>",
        "<?xml version=\"2.0\"?><MetaData/>",
        "<MetaData>&undeclared;</MetaData>",
        "<MetaData>&#0;</MetaData>",
        "<MetaData a='1' a='2'/>",
        "<MetaData><![CDATA[</MetaData>",
      })
  void whatIsNotXmlIsRefusedWithItsPlace(String text) {
    assertThatThrownBy(() -> WCO.decode(bytes(text)))
        .isExactlyInstanceOf(ProtocolException.class)
        .hasMessageStartingWith("line ")
        .hasMessageContaining("expected ");
  }

  @Test
  void bytesThatTheEncodingDoesNotKnowAreRefusedWithTheirPlace() {
    byte[] bytes = bytes("<MetaData>?</MetaData>");
    bytes[10] = (byte) 0xff;
    assertThatThrownBy(() -> WCO.decode(bytes))
        .isExactlyInstanceOf(ProtocolException.class)
        .hasMessage("byte 10: expected characters in UTF-8");
    refused(
        "<?xml version='1.0' encoding='no-such'?><MetaData/>",
        "line 1: expected an encoding that is known here, got no-such");
    refused(
        "<?xml version='1.0' encoding='US-ASCII'?><MetaData>é</MetaData>",
        "byte 51: expected characters in US-ASCII");
  }

  @Test
  void theDepthIsBounded() throws ProtocolException {
    assertThat(WCO.decode(bytes(nested(62))).code()).isEqualTo("08");
    assertThatThrownBy(() -> WCO.decode(bytes(nested(63))))
        .isExactlyInstanceOf(ProtocolException.class)
        .hasMessageStartingWith("line 1, in MetaData/Response/a/a/")
        .hasMessageEndingWith("expected elements at most 64 deep");
    assertThatThrownBy(() -> WCO.decode(bytes(nested(100_000))))
        .isExactlyInstanceOf(ProtocolException.class);
  }

  private static String nested(int depth) {
    String content = "<a>".repeat(depth) + "</a>".repeat(depth);
    return "<MetaData><Response><FunctionCode>08</FunctionCode>"
        + content
        + "</Response></MetaData>";
  }

  @Test
  void theSizeIsBounded() throws ProtocolException {
    byte[] document = bytes(Documents.RELEASE);
    byte[] largest = Arrays.copyOf(document, 1 << 20);
    Arrays.fill(largest, document.length, largest.length, (byte) ' ');
    assertThat(WCO.decode(largest).verdict()).isEqualTo(Verdict.RELEASED);
    assertThatThrownBy(() -> WCO.decode(Arrays.copyOf(largest, largest.length + 1)))
        .isExactlyInstanceOf(ProtocolException.class)
        .hasMessage("expected at most 1048576 bytes, got 1048577");
  }

  @Test
  void messagesStayShort() {
    String name = "a".repeat(900);
    String text = ("<MetaData><" + name + "><" + name + "><x").replace(">x", "");
    assertThatThrownBy(() -> WCO.decode(bytes(text)))
        .isExactlyInstanceOf(ProtocolException.class)
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThanOrEqualTo(501).endsWith("…"));
  }

  @Test
  void noPrefixOfADocumentIsAnAnswer() {
    for (String text : new String[] {Documents.RELEASE, Documents.PREFIXED}) {
      byte[] whole = bytes(text.strip());
      for (int length = 0; length < whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        assertThatThrownBy(() -> WCO.decode(cut))
            .as("first " + length + " bytes")
            .isExactlyInstanceOf(ProtocolException.class)
            .hasMessageMatching("(line|byte) \\d+.*expected.*");
      }
    }
  }

  @Test
  void mutantsOfADocumentGiveAnAnswerOrAProtocolException() {
    byte[] release = bytes(Documents.RELEASE);
    byte[] other = bytes(Documents.PREFIXED.replace(">08<", ">02<"));
    int answers = 0;
    int released = 0;
    for (long seed = 1; seed <= 6_000; seed++) {
      byte[] mutant = mutant(new Random(seed), seed % 2 == 0 ? release : other);
      Answer answer = answerOrNull(mutant, seed);
      if (answer != null) {
        answers++;
        if (answer.verdict() == Verdict.RELEASED) {
          released++;
          assertThat(answer.code()).as("seed " + seed).isIn("08", "09");
        }
      }
    }
    System.out.println(
        "WcoHardeningTest: seeds 1 to 6000, answers: " + answers + ", released: " + released);
    assertThat(answers).isBetween(1_000, 5_500);
    assertThat(released).isPositive();
  }

  @Test
  void randomBytesNeverGiveAnAnswer() {
    Charset[] charsets = {
      StandardCharsets.UTF_8, StandardCharsets.UTF_16, StandardCharsets.UTF_16LE
    };
    for (long seed = 1; seed <= 3_000; seed++) {
      Random random = new Random(seed);
      byte[] noise = new byte[random.nextInt(400)];
      random.nextBytes(noise);
      byte[] start =
          "<?xml version=\"1.0\"?><MetaData><Response>".getBytes(charsets[random.nextInt(3)]);
      int kept = random.nextInt(start.length + 1);
      byte[] bytes = Arrays.copyOf(start, kept + noise.length);
      System.arraycopy(noise, 0, bytes, kept, noise.length);
      assertThat(answerOrNull(bytes, seed)).as("seed " + seed).isNull();
    }
    System.out.println("WcoHardeningTest: seeds 1 to 3000 of random bytes");
  }

  private static @Nullable Answer answerOrNull(byte[] bytes, long seed) {
    try {
      return WCO.decode(bytes);
    } catch (ProtocolException e) {
      assertThat(e.getMessage()).as("seed " + seed).contains("expected");
      return null;
    } catch (Throwable e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  private static byte[] mutant(Random random, byte[] document) {
    byte[] bytes = document.clone();
    for (int n = random.nextInt(3); n > 0 && bytes.length > 0; n--) {
      int from = random.nextInt(bytes.length);
      int to = Math.min(bytes.length, from + 1 + random.nextInt(60));
      switch (random.nextInt(5)) {
        case 0 -> bytes[from] = (byte) random.nextInt(256);
        case 1 -> bytes[from] = (byte) "<>&\"'/![]-? 0189;:".charAt(random.nextInt(18));
        case 2 -> bytes = join(bytes, 0, to, from, bytes.length); // duplicated
        case 3 -> bytes = join(bytes, 0, from, to, bytes.length); // removed
        default -> { // reordered
          byte piece = bytes[from];
          bytes[from] = bytes[to - 1];
          bytes[to - 1] = piece;
        }
      }
    }
    return bytes;
  }

  private static byte[] join(byte[] bytes, int from, int to, int thenFrom, int thenTo) {
    byte[] joined =
        Arrays.copyOf(Arrays.copyOfRange(bytes, from, to), to - from + thenTo - thenFrom);
    System.arraycopy(bytes, thenFrom, joined, to - from, thenTo - thenFrom);
    return joined;
  }

  private static void refused(String text, String message) {
    assertThatThrownBy(() -> WCO.decode(bytes(text)))
        .isExactlyInstanceOf(ProtocolException.class)
        .hasMessage(message);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
