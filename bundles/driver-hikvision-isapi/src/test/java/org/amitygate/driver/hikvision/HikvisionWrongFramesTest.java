package org.amitygate.driver.hikvision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A length that is wrong, and text that is no part, spoil no part. */
class HikvisionWrongFramesTest {

  private static final String ONE = "<EventNotificationAlert>1</EventNotificationAlert>";
  private static final String TWO = "<p:EventNotificationAlert>\n2</p:EventNotificationAlert >";

  @Test
  void aLengthThatIsTooShortForAnAlertDoesNotCount() throws IOException {
    String xml = Events.plate("u-1", "\u00e7\u00b2\u00a4B12345").strip();
    String json = "\r\n{\"ANPR\":{\"licensePlate\":\"\u00e7\u00b2\u00a4B12345\"}}";
    for (String body : List.of(xml, json, "<a>b</a>")) {
      for (int missing = 0; missing <= 3; missing++) {
        String part = "--MIME_boundary\nContent-Length: " + (body.length() - missing) + "\n\n";
        String stream = part + body + "\n" + Events.part(ONE, true, "\n");
        for (int cut = 0; cut <= stream.length(); cut++) {
          Feeder feeder = new Feeder(Events.BOUNDARY);
          feeder.feed(stream.substring(0, cut));
          feeder.feed(stream.substring(cut));
          assertThat(feeder.bodies()).as(missing + " at " + cut).containsExactly(body, ONE);
        }
      }
    }
  }

  @Test
  void aLengthThatIsTooShortForAnythingElseLeavesText() throws IOException {
    Feeder feeder = new Feeder(Events.BOUNDARY);
    feeder.feed("--MIME_boundary\nContent-Length: 2\n\nabc\n" + Events.part(ONE, true, "\n"));
    assertThat(feeder.bodies()).containsExactly("ab", ONE);
  }

  @Test
  void aLineOfTextBetweenPartsSpoilsNoPart() throws IOException {
    Feeder feeder = new Feeder(Events.BOUNDARY);
    feeder.feed(
        Events.part(ONE, true, "\r\n")
            + "garbage --MIME_boundary\r\n"
            + Events.part(TWO, false, "\r\n"));
    assertThat(feeder.bodies()).containsExactly(ONE, TWO);
    String line = "123456789012345678901234567890.\n";
    for (int i = 0; i < 3; i++) {
      feeder.feed(line.repeat(2_000) + Events.part(ONE, true, "\r\n"));
    }
    assertThat(feeder.bodies()).hasSize(5);
    assertThatThrownBy(() -> feeder.feed(line.repeat(2_049)))
        .isInstanceOf(IOException.class)
        .hasMessage("expected a line --MIME_boundary, got none in 65536 bytes");
  }

  @Test
  void betweenPartsThereIsOnlyText() throws IOException {
    Feeder feeder = new Feeder(Events.BOUNDARY);
    feeder.feed(Events.part(ONE, true, "\r\n") + " \t\r\n\n");
    assertThat(feeder.left).isEmpty();
    assertThatThrownBy(() -> feeder.feed("\u0001junk" + "k".repeat(60)))
        .isInstanceOf(IOException.class)
        .hasMessage("expected a line --MIME_boundary, got '.junk" + "k".repeat(35) + "'");
  }
}
