package org.amitygate.driver.hikvision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Multipart bodies that come whole. */
class HikvisionBodyTest {

  private static final String ONE = "<EventNotificationAlert>1</EventNotificationAlert>";

  @Test
  void aWholeBody() throws IOException {
    List<Part> parts = new HikvisionFrames(Events.BOUNDARY).whole(Events.push(ONE));
    assertThat(parts)
        .extracting(Part::name)
        .containsExactly("anpr.xml", "licensePlatePicture.jpg", "detectionPicture.jpg");
    assertThat(parts.get(0).isXml()).isTrue();
    assertThat(parts.get(1).body()).isEqualTo(Events.picture(1));
    assertThat(parts.get(2).body()).isEqualTo(Events.picture(2));
  }

  @Test
  void aBodyMayLackItsLastDelimiterWhenItsLastPartIsWhole() throws IOException {
    byte[] push = Events.push(ONE);
    int close = ("--" + Events.BOUNDARY + "--\r\n").length();
    assertThat(new HikvisionFrames(Events.BOUNDARY).whole(Arrays.copyOf(push, push.length - close)))
        .hasSize(3);
  }

  @Test
  void noOtherPrefixOfABodyIsABody() throws IOException {
    byte[] push = Events.push(ONE);
    int close = ("--" + Events.BOUNDARY + "--\r\n").length();
    for (int length = 0; length < push.length - close - 2; length++) {
      byte[] cut = Arrays.copyOf(push, length);
      int parts = 0;
      try {
        parts = new HikvisionFrames(Events.BOUNDARY).whole(cut).size();
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("expected");
      }
      assertThat(parts).as("first " + length + " bytes").isLessThan(3);
    }
  }

  @Test
  void bodiesThatAreNoneAreRefused() throws IOException {
    for (String body :
        List.of(
            "",
            "x",
            "--MIME_boundary--\r\n",
            "--other\r\n\r\n\r\n--other--",
            "--MIME_boundary\r\n\r\nx")) {
      assertThatThrownBy(() -> new HikvisionFrames(Events.BOUNDARY).whole(Events.bytes(body)))
          .as(body)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("expected parts between lines --MIME_boundary, got '");
    }
    String part = "--MIME_boundary\nContent-Length: 1\n\nx\n";
    assertThat(new HikvisionFrames(Events.BOUNDARY).whole(Events.bytes(part.repeat(64))))
        .hasSize(64);
    assertThatThrownBy(
            () -> new HikvisionFrames(Events.BOUNDARY).whole(Events.bytes(part.repeat(65))))
        .isInstanceOf(IOException.class)
        .hasMessage("expected at most 64 parts, got more");
  }
}
