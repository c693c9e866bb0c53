package org.amitygate.driver.hikvision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HikvisionFramesTest {

  private static final String ONE = "<EventNotificationAlert>1</EventNotificationAlert>";
  private static final String TWO = "<p:EventNotificationAlert>\n2</p:EventNotificationAlert >";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "multipart/mixed; boundary=MIME_boundary | MIME_boundary",
        "multipart/form-data;boundary=\"a b\" | a b",
        "Multipart/X-Mixed-Replace; charset=utf-8; Boundary=--x; more=1 | --x",
        "multipart/form-data; boundary=boundary | boundary",
        "multipart/mixed; boundary=\"a;b\" | a;b",
      })
  void boundaries(String contentType, String boundary) throws IOException {
    assertThat(HikvisionFrames.of(contentType).boundary()).isEqualTo(boundary);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text/html",
        "multipart/mixed",
        "multipart/mixed; boundary=",
        "multipart/mixed; boundary=\"\"",
        "application/xml; boundary=x",
        "multipart/mixed; boundary=----",
      })
  void withoutABoundaryThereAreNoParts(String contentType) {
    assertThatThrownBy(() -> HikvisionFrames.of(contentType))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected")
        .hasMessageContaining("boundary");
  }

  @Test
  void aBoundaryIsBounded() throws IOException {
    assertThat(new HikvisionFrames("x".repeat(200)).boundary()).hasSize(200);
    assertThatThrownBy(() -> new HikvisionFrames("x".repeat(201))).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @CsvSource({"true, CRLF", "true, LF", "false, CRLF", "false, LF"})
  void everySplitOfAStreamGivesTheSameParts(boolean withLength, String ends) throws IOException {
    String end = ends.equals("LF") ? "\n" : "\r\n";
    String stream =
        "preamble -- not a part"
            + end
            + Events.part(ONE, withLength, end)
            + Events.part(TWO, withLength, end)
            + Events.part("{}", true, end)
            + "--"
            + Events.BOUNDARY
            + "--"
            + end;
    for (int cut = 0; cut <= stream.length(); cut++) {
      Feeder feeder = new Feeder(Events.BOUNDARY);
      feeder.feed(stream.substring(0, cut));
      feeder.feed(stream.substring(cut));
      assertThat(feeder.bodies()).as("cut at " + cut).containsExactly(ONE, TWO, "{}");
    }
    Feeder single = new Feeder(Events.BOUNDARY);
    for (char c : stream.toCharArray()) {
      single.feed("" + c);
    }
    assertThat(single.bodies()).containsExactly(ONE, TWO, "{}");
    assertThat(single.left).isEmpty();
  }

  @Test
  void anAlertIsTakenWithItsLastByte() throws IOException {
    for (boolean withLength : new boolean[] {true, false}) {
      Feeder feeder = new Feeder(Events.BOUNDARY);
      String part = Events.part(ONE, withLength, "\r\n").strip();
      feeder.feed(part.substring(0, part.length() - 1));
      assertThat(feeder.parts).isEmpty();
      feeder.feed(part.substring(part.length() - 1));
      assertThat(feeder.bodies()).containsExactly(ONE);
    }
  }

  @Test
  void anythingElseWithoutLengthEndsBeforeTheNextDelimiter() throws IOException {
    Feeder feeder = new Feeder(Events.BOUNDARY);
    feeder.feed(
        "--MIME_boundary\r\nContent-Type: image/jpeg\r\n\r\nab\r\n--MIME_boundar\n--\r\n\r\n--MIME_boundaryX\r");
    assertThat(feeder.parts).isEmpty();
    feeder.feed("\n--MIME_boundary\r\n");
    assertThat(feeder.bodies()).containsExactly("ab\r\n--MIME_boundar\n--\r\n\r\n--MIME_boundaryX");
    feeder.feed("A: b\n\n--MIME_boundary--");
    assertThat(feeder.bodies()).hasSize(2).last().isEqualTo("");
  }

  @Test
  void aPictureWithoutLengthIsTheSameByteByByte() throws IOException {
    String picture =
        "\u0001-\n--\n--MIME\r\n--MIME_boundary-\r\n--MIME_boundaryX\n---MIME_boundary\n\r";
    for (String end : List.of("\r\n--MIME_boundary\r", "\n--MIME_boundary--")) {
      Feeder feeder = new Feeder(Events.BOUNDARY);
      for (char c : ("--MIME_boundary\nContent-Type: image/jpeg\n\n" + picture).toCharArray()) {
        feeder.feed("" + c);
      }
      assertThat(feeder.parts).isEmpty();
      for (char c : end.toCharArray()) {
        assertThat(feeder.parts).isEmpty();
        feeder.feed("" + c);
      }
      assertThat(feeder.bodies())
          .containsExactly(
              end.startsWith("\r") ? picture : picture.substring(0, picture.length() - 1));
    }
  }

  @Test
  void aPartWithLengthMayEndInWhatLooksLikeADelimiter() throws IOException {
    for (String body :
        List.of("ab\n", "ab\n-", "ab\n--MIME_", "ab\n--MIME_boundary", "\n--MIME_boundary-")) {
      Feeder feeder = new Feeder(Events.BOUNDARY);
      String head = "--MIME_boundary\nContent-Length: " + body.length() + "\n\n";
      for (char c : (head + body).toCharArray()) {
        assertThat(feeder.parts).isEmpty();
        feeder.feed("" + c);
      }
      assertThat(feeder.bodies()).containsExactly(body);
      feeder.feed("\n" + head + body + "\n--MIME_boundary--");
      assertThat(feeder.bodies()).containsExactly(body, body);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<EventNotificationAlert>",
        "/EventNotificationAlert>",
        "x/EventNotificationAlert>",
        ":EventNotificationAlert>",
        "<:EventNotificationAlert>",
        "a/b:EventNotificationAlert>",
        "<a/>EventNotificationAlert>",
        "</XEventNotificationAlert>",
        "</EventNotificationAlerts>",
        "</EventNotificationAlert/>",
        "EventNotificationAlert>",
        "</EventNotificationAlertX",
        "</EventNotificationAler t>",
      })
  void otherTagsDoNotEndAnAlert(String text) throws IOException {
    Feeder feeder = new Feeder(Events.BOUNDARY);
    feeder.feed("--MIME_boundary\n\n" + text + "<");
    assertThat(feeder.parts).isEmpty();
    feeder.feed("/abc:EventNotificationAlert\r\n >");
    assertThat(feeder.bodies()).containsExactly(text + "</abc:EventNotificationAlert\r\n >");
  }

  @Test
  void aLengthThatIsTooLongEndsAtTheDelimiter() throws IOException {
    Feeder feeder = new Feeder(Events.BOUNDARY);
    feeder.feed(
        "--MIME_boundary\nContent-Length: 60\n\nabc\n--MIME_boundary\nContent-Length: 1\n\nd\n--MIME_boundary--");
    assertThat(feeder.bodies()).containsExactly("abc", "d");
  }

  @Test
  void theDashesMayBePartOfTheBoundary() throws IOException {
    for (String line : List.of("--x", "----x")) {
      Feeder feeder = new Feeder("--x");
      feeder.feed(
          line
              + "\nContent-Length: 1\n\na\n"
              + line
              + "\nContent-Length: 1\n\nb\n"
              + line
              + "--\n");
      assertThat(feeder.bodies()).as(line).containsExactly("a", "b");
    }
    for (String line : List.of("-x", "---x", "-----x")) {
      Feeder feeder = new Feeder("--x");
      feeder.feed(line + "\nContent-Length: 1\n\na\n");
      assertThat(feeder.parts).as(line).isEmpty();
    }
    Feeder one = new Feeder("-x");
    one.feed("-x\n---x\nContent-Length: 1\n\na\n---x--");
    assertThat(one.bodies()).containsExactly("a");
  }

  @Test
  void aStreamMayEndAndBeginAgain() throws IOException {
    Feeder feeder = new Feeder(Events.BOUNDARY);
    feeder.feed(
        Events.part(ONE, true, "\r\n")
            + "--MIME_boundary--\r\nepilogue\r\n"
            + Events.part(TWO, true, "\n"));
    assertThat(feeder.bodies()).containsExactly(ONE, TWO);
  }

  @Test
  void aPreambleIsText() throws IOException {
    Feeder feeder = new Feeder(Events.BOUNDARY);
    feeder.feed("Xin ch\u00e0o\t~\r\nno end");
    assertThatThrownBy(() -> feeder.feed("\u001f"))
        .isInstanceOf(IOException.class)
        .hasMessage("expected a line --MIME_boundary, got 'no end.'");
  }

  @Test
  void headersAreRead() throws IOException {
    Feeder feeder = new Feeder(Events.BOUNDARY);
    feeder.feed(
        "--MIME_boundary \t\r\nContent-Disposition: form-data; name=\"a.jpg\"; filename=b\r\nX-A:  b:c \r\n"
            + "CONTENT-TYPE: Image/JPEG\r\ncontent-length: 0\r\n\r\n");
    Part part = feeder.parts.get(0);
    assertThat(part.headers())
        .isEqualTo(
            Map.of(
                "content-disposition", "form-data; name=\"a.jpg\"; filename=b",
                "x-a", "b:c",
                "content-type", "Image/JPEG",
                "content-length", "0"));
    assertThat(part.contentType()).isEqualTo("image/jpeg");
    assertThat(part.name()).isEqualTo("a.jpg");
    assertThat(part.isXml()).isFalse();
    assertThat(new Part(Map.of("content-disposition", "form-data; name=x"), new byte[0]).name())
        .isEqualTo("x");
    assertThat(new Part(Map.of("content-disposition", "form-data; filename=x"), new byte[0]).name())
        .isEqualTo("x");
    assertThat(new Part(Map.of(), new byte[0]).name()).isEmpty();
  }

  @Test
  void xmlIsToldByItsTypeOrItsBeginning() {
    assertThat(new Part(Map.of("content-type", "text/XML"), new byte[0]).isXml()).isTrue();
    for (String body : List.of("<a/>", " \r\n\t<a/>", "\ufeff<a/>")) {
      assertThat(new Part(Map.of(), Events.bytes(body)).isXml()).as(body).isTrue();
    }
    for (String body : List.of("", " ", "{\"a\":\"<\"}", "a<", "\u00e4<")) {
      assertThat(new Part(Map.of(), Events.bytes(body)).isXml()).as(body).isFalse();
    }
  }

  @Test
  void xmlThatIsCalledJsonIsXml() {
    Part part = new Part(Map.of("content-type", "application/json"), Events.bytes("<a/>"));
    assertThat(part.isXml()).isTrue();
    assertThat(part.isJson()).isFalse();
  }

  @Test
  void jsonIsToldByItsTypeOrItsBeginning() {
    assertThat(new Part(Map.of("content-type", "Application/JSON"), new byte[0]).isJson()).isTrue();
    assertThat(new Part(Map.of(), Events.bytes("\ufeff {}")).isJson()).isTrue();
    assertThat(new Part(Map.of("content-type", "text/xml"), Events.bytes("{}")).isJson()).isTrue();
    assertThat(new Part(Map.of("content-type", "text/xml"), Events.bytes("{}")).isXml()).isFalse();
    assertThat(new Part(Map.of(), Events.bytes("[]")).isJson()).isFalse();
  }

  @Test
  void aPictureIsNeverText() {
    byte[] jpeg = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, '<'};
    byte[] other = {(byte) 0x89, '<', '{'};
    for (Part picture :
        List.of(
            new Part(Map.of("content-type", "image/jpeg"), other),
            new Part(Map.of("content-type", "image/svg+xml"), Events.bytes("<svg/>")),
            new Part(Map.of("content-type", "image/jpeg"), Events.bytes("{}")),
            new Part(Map.of("content-type", "text/xml"), jpeg),
            new Part(Map.of(), jpeg),
            new Part(
                Map.of("content-disposition", "form-data; name=\"a\"; filename=\"b.JPG\""), other),
            new Part(Map.of("content-disposition", "form-data; name=a.png"), other))) {
      assertThat(picture.isPicture()).as(picture.toString()).isTrue();
      assertThat(picture.isXml()).as(picture.toString()).isFalse();
      assertThat(picture.isJson()).as(picture.toString()).isFalse();
    }
    assertThat(new Part(Map.of(), other).isPicture()).isFalse();
    Map<String, String> misnamed = Map.of("content-disposition", "form-data; filename=a.jpg");
    assertThat(new Part(misnamed, Events.bytes("<a/>")).isPicture()).isFalse();
    assertThat(new Part(misnamed, Events.bytes("<a/>")).isXml()).isTrue();
  }

  @Test
  void aDelimiterMayComeTwice() throws IOException {
    String twice = "--MIME_boundary\r\n";
    String stream =
        twice
            + Events.part(ONE, true, "\r\n")
            + twice
            + twice
            + Events.part(TWO, false, "\r\n")
            + twice
            + "--MIME_boundary--\r\n";
    for (int cut = 0; cut <= stream.length(); cut++) {
      Feeder feeder = new Feeder(Events.BOUNDARY);
      feeder.feed(stream.substring(0, cut));
      feeder.feed(stream.substring(cut));
      assertThat(feeder.bodies()).as("cut at " + cut).containsExactly(ONE, TWO);
    }
    assertThat(new HikvisionFrames(Events.BOUNDARY).whole(Events.bytes(stream))).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no colon", ": no name", "\u0000"})
  void headersThatAreNoneAreRefused(String header) throws IOException {
    Feeder feeder = new Feeder(Events.BOUNDARY);
    assertThatThrownBy(() -> feeder.feed("--MIME_boundary\r\n" + header + "\r\n\r\n"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("expected a header of a part, got '");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "x", "", "4194305", "99999999999999999999", "1 2"})
  void lengthsThatAreNoneAreRefused(String length) throws IOException {
    Feeder feeder = new Feeder(Events.BOUNDARY);
    assertThatThrownBy(
            () -> feeder.feed("--MIME_boundary\r\nContent-Length: " + length + "\r\n\r\n"))
        .isInstanceOf(IOException.class)
        .hasMessage("expected a part of at most 4194304 bytes, got length '" + brief(length) + "'");
  }

  private static String brief(String text) {
    return text.substring(0, Math.min(40, text.length()));
  }

  @Test
  void everythingIsBounded() throws IOException {
    Feeder body = new Feeder(Events.BOUNDARY);
    body.feed("--MIME_boundary\n\n" + "x".repeat(HikvisionFrames.MAX_PART));
    assertThatThrownBy(() -> body.feed("x"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("4194304");

    Feeder largest = new Feeder(Events.BOUNDARY);
    largest.feed(
        "--MIME_boundary\nContent-Length: 4194304\n\n" + "x".repeat(HikvisionFrames.MAX_PART));
    assertThat(largest.bodies()).hasSize(1);

    Feeder headers = new Feeder(Events.BOUNDARY);
    headers.feed("--MIME_boundary\n" + "a: b\n".repeat(3_276));
    assertThatThrownBy(() -> headers.feed("a: bcdef"))
        .isInstanceOf(IOException.class)
        .hasMessage("expected headers of at most 16384 bytes, got more");
    Feeder endless = new Feeder(Events.BOUNDARY);
    assertThatThrownBy(() -> endless.feed("--MIME_boundary" + " ".repeat(17_000)))
        .isInstanceOf(IOException.class)
        .hasMessage("expected headers of at most 16384 bytes, got more");

    Feeder preamble = new Feeder(Events.BOUNDARY);
    preamble.feed(
        "12345678901234567890123456789012345678901234567890123456789012.\n".repeat(1_024));
    assertThatThrownBy(() -> preamble.feed("x"))
        .isInstanceOf(IOException.class)
        .hasMessage("expected a line --MIME_boundary, got none in 65536 bytes");
    Feeder line = new Feeder(Events.BOUNDARY);
    assertThatThrownBy(() -> line.feed("x".repeat(65_537))).isInstanceOf(IOException.class);
  }
}
