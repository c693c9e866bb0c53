package org.amitygate.driver.hikvision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
  void aBodyThatIsCutOffHasThePartsThatCameAndTheRestOfOne() throws IOException {
    byte[] push = Events.push(ONE);
    List<Part> whole = new HikvisionFrames(Events.BOUNDARY).whole(push);
    int alert = new String(push, StandardCharsets.ISO_8859_1).indexOf("</Event") + 25;
    for (int length = 0; length <= push.length; length++) {
      byte[] cut = Arrays.copyOf(push, length);
      List<Part> parts;
      try {
        parts = new HikvisionFrames(Events.BOUNDARY).whole(cut);
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("expected");
        assertThat(length).as("the first part has not begun").isLessThan(alert);
        continue;
      }
      assertThat(parts.size()).as("first " + length + " bytes").isLessThanOrEqualTo(3);
      for (int i = 0; i < parts.size() - 1; i++) {
        assertThat(parts.get(i).body()).isEqualTo(whole.get(i).body());
      }
    }
  }

  @Test
  void bodiesThatAreNoneAreRefused() throws IOException {
    for (String body : List.of("", "x", "--MIME_boundary--\r\n", "--other\r\n\r\n\r\n--other--")) {
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
