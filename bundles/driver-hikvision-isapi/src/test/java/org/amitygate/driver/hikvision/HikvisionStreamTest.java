package org.amitygate.driver.hikvision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.amitygate.device.Command;
import org.amitygate.device.PlateRead;
import org.amitygate.device.Session;
import org.amitygate.device.Settings;
import org.amitygate.device.State;
import org.junit.jupiter.api.Test;

/** The gate pulls the camera's event stream. */
class HikvisionStreamTest {

  private static final String MIXED = "multipart/mixed; boundary=" + Events.BOUNDARY;
  private static final Instant NOON = Instant.parse("2026-11-23T06:00:00Z");

  private final FakeHost host = new FakeHost();

  @Test
  void plateReadsAreEmittedAndHeartbeatsAreNot() throws IOException {
    Session session = opened(Map.of());
    host.stream(session, part(Events.heartbeat()) + part(Events.plate("u-1", " 29C-123.45 ")));
    assertThat(host.reads()).hasSize(1);
    PlateRead read = host.reads().get(0);
    assertThat(read.at()).isEqualTo(NOON);
    assertThat(read.plate()).contains("29C-123.45");
    assertThat(read.confidencePercent()).contains(97);
    assertThat(read.eventId()).isEqualTo("u-1");
    assertThat(read.pictures()).isEmpty();
    assertThat(read.attributes())
        .containsEntry("dateTime", "2026-11-23T12:59:58+07:00")
        .containsEntry("country", "59")
        .containsEntry("direction", "forward")
        .containsEntry("laneNo", "3")
        .doesNotContainKey("sameUuidAs");
  }

  @Test
  void aCameraThatReadNoPlateSaysSo() throws IOException {
    Session session = opened(Map.of());
    host.stream(session, part(Events.plate("u-1", "无车牌")));
    assertThat(host.reads().get(0).plate()).isEmpty();
  }

  @Test
  void wholePartsAreConsumedAndTheRestIsLeft() throws IOException {
    Session session = opened(Map.of());
    String second = part(Events.plate("u-2", "B"));
    String left = host.stream(session, part(Events.plate("u-1", "A")) + second.substring(0, 300));
    assertThat(left).isEqualTo(second.substring(0, 300));
    host.stream(session, left + second.substring(300));
    assertThat(host.reads()).extracting(PlateRead::eventId).containsExactly("u-1", "u-2");
  }

  @Test
  void theCamerasClockCountsOnlyWhenItIsTrusted() throws IOException {
    Session session = opened(Map.of("clock", "device"));
    host.stream(session, part(Events.plate("u-1", "A")));
    assertThat(host.reads().get(0).at()).isEqualTo(Instant.parse("2026-11-23T05:59:58Z"));
    host.stream(session, part(Events.plate("u-2", "A").replace("12:59:58", "13:00:01")));
    assertThat(host.reads().get(1).at()).as("never in the future").isEqualTo(NOON);
    host.stream(session, part(Events.plate("u-3", "A").replace("+07:00", "")));
    assertThat(host.reads().get(2).at()).as("no zone").isEqualTo(NOON);
  }

  @Test
  void aLineOfTextBetweenTwoEventsLosesNone() throws IOException {
    Session session = opened(Map.of());
    host.stream(
        session, part(Events.plate("u-1", "A")) + "garbage\r\n" + part(Events.plate("u-2", "B")));
    assertThat(host.reads()).extracting(PlateRead::eventId).containsExactly("u-1", "u-2");
  }

  @Test
  void partsThatAreNoXmlOnlyProveLife() throws IOException {
    Session session = opened(Map.of());
    host.stream(
        session, "--MIME_boundary\r\nContent-Type: image/jpeg\r\nContent-Length: 3\r\n\r\nabc\r\n");
    host.stream(
        session,
        "--MIME_boundary\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}\r\n");
    assertThat(host.reads()).isEmpty();
    assertThat(host.lost).isEmpty();
  }

  @Test
  void silenceLosesTheLink() throws IOException {
    Session session = opened(Map.of());
    host.pass(Duration.ofSeconds(34));
    host.stream(session, "-");
    host.pass(Duration.ofSeconds(35));
    assertThat(host.lost).as("a heartbeat each 10 s may be 30 s late").isEmpty();
    host.pass(Duration.ofSeconds(9));
    assertThat(host.lost).first().isEqualTo("the camera has been silent for 35000 ms");
  }

  @Test
  void theSilenceIsASettingAndBeginsWithTheHead() throws IOException {
    Session session = session(Map.of("silence", "400ms"));
    host.pass(Duration.ofSeconds(5));
    assertThat(host.lost).as("it may be a camera that pushes").isEmpty();
    host.head(session, MIXED);
    host.pass(Duration.ofMillis(400));
    assertThat(host.lost).isEmpty();
    host.pass(Duration.ofMillis(200));
    assertThat(host.lost).isNotEmpty();
  }

  @Test
  void repeatsAreNotEmittedAgain() throws IOException {
    Session session = opened(Map.of());
    String again =
        Events.plate("u-1", "A").replace("sion>false", "sion>true").replace("Count>1", "Count>2");
    host.stream(
        session, part(Events.plate("u-1", "A")) + part(again) + part(Events.plate("u-2", "A")));
    assertThat(host.reads()).extracting(PlateRead::eventId).containsExactly("u-1", "u-2");
  }

  @Test
  void repeatsAreNotEmittedAgainWhileTheDiskIsSlow() throws IOException {
    Session session = opened(Map.of());
    host.diskHeld = true;
    host.stream(session, part(Events.plate("u-1", "A")) + part(Events.plate("u-1", "A")));
    assertThat(host.reads()).hasSize(1);
  }

  @Test
  void anotherEventUnderTheSameUuidIsEmittedAndMarked() throws IOException {
    Session session = opened(Map.of());
    host.stream(
        session,
        part(Events.plate("u-1", "A"))
            + part(Events.plate("u-1", "B"))
            + part(Events.plate("u-1", "B")));
    assertThat(host.reads()).hasSize(2);
    PlateRead other = host.reads().get(1);
    assertThat(other.plate()).contains("B");
    assertThat(other.eventId()).startsWith("u-1~").isNotEqualTo("u-1");
    assertThat(other.attributes()).containsEntry("sameUuidAs", "u-1");
  }

  @Test
  void eachPartOfTheContentMakesAnotherEvent() throws IOException {
    Session session = opened(Map.of());
    String event = Events.plate("u-1", "A");
    List<String> others =
        List.of(
            event.replace("12:59:58", "12:59:59"),
            event.replace("<laneNo>3", "<laneNo>4"),
            event.replace("forward", "reverse"));
    host.stream(session, part(event));
    for (String other : others) {
      host.stream(session, part(other));
    }
    assertThat(host.reads()).extracting(PlateRead::eventId).hasSize(4).doesNotHaveDuplicates();
  }

  @Test
  void aCameraWithoutUuidsIsToldByWhatItSays() throws IOException {
    Session session = opened(Map.of());
    String nameless = Events.plate("", "A");
    String later = nameless.replace("12:59:58", "12:59:59");
    host.stream(session, part(nameless) + part(nameless) + part(later));
    assertThat(host.reads()).hasSize(2);
    assertThat(host.reads().get(0).eventId()).matches("sha-256:[0-9a-f]{16}");
    String timeless = nameless.replaceAll("<dateTime>.*</dateTime>", "");
    host.stream(session, part(timeless) + part(timeless));
    assertThat(host.reads()).hasSize(4);
    assertThat(host.reads()).extracting(PlateRead::eventId).doesNotHaveDuplicates();
  }

  @Test
  void aUuidThatIsNoneIsReplaced() throws IOException {
    Session session = opened(Map.of());
    host.stream(
        session,
        part(Events.plate("u".repeat(64), "A"))
            + part(Events.plate("u".repeat(65), "A"))
            + part(Events.plate("ü", "A"))
            + part(Events.plate("u".repeat(65), "A")));
    assertThat(host.reads()).hasSize(3);
    assertThat(host.reads().get(0).eventId()).isEqualTo("u".repeat(64));
    assertThat(host.reads().get(1).eventId()).matches("sha-256:[0-9a-f]{16}");
    assertThat(host.reads().get(2).eventId()).matches("sha-256:[0-9a-f]{16}");
  }

  @Test
  void whatIsNoEventStreamEndsTheSession() throws IOException {
    Session session = session(Map.of());
    assertThatThrownBy(() -> host.stream(session, "x"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("head");
    assertThatThrownBy(() -> host.head(session, "text/html"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("text/html");
    host.head(session, MIXED);
    assertThatThrownBy(() -> host.stream(session, part(Events.heartbeat()) + "\u0001<html/>"))
        .isInstanceOf(IOException.class)
        .hasMessage("expected a line --MIME_boundary, got '.<html/>'");
  }

  @Test
  void aPartThatCannotBeReadAndHoldsNoPlateReadOnlyProvesLife() throws IOException {
    Session session = opened(Map.of());
    host.pass(Duration.ofSeconds(34));
    host.stream(
        session,
        part("<html/>")
            + part("<EventNotificationAlert><eventType>videoloss</eventNotificationAlert>")
            + part(Events.heartbeat().replace("videoloss", "\u0001"))
            + part("{\"eventType\":\"videoloss\""));
    assertThat(host.reads()).isEmpty();
    host.pass(Duration.ofSeconds(35));
    assertThat(host.lost).isEmpty();
    host.stream(session, part(Events.plate("u-1", "A")));
    assertThat(host.reads()).hasSize(1);
  }

  @Test
  void aPlateReadThatCannotBeReadIsOneWithoutAPlate() throws IOException {
    Session session = opened(Map.of());
    String broken = Events.plate("u-1", "A").replace("</ANPR>", "");
    host.stream(session, part(broken) + part(broken) + part(Events.plate("u-2", "B")));
    assertThat(host.reads()).hasSize(2);
    PlateRead read = host.reads().get(0);
    assertThat(read.plate()).isEmpty();
    assertThat(read.at()).isEqualTo(NOON);
    assertThat(read.eventId()).matches("unreadable-[0-9a-f]{16}");
    assertThat(read.attributes().get("notRead")).contains("line 29", "expected well-formed XML");
    assertThat(read.pictures())
        .extracting(PlateRead.Picture::name)
        .containsExactly("unreadable.xml");
    assertThat(read.pictures().get(0).bytes()).isEqualTo(Events.bytes(broken));
    assertThat(host.reads().get(1).eventId()).isEqualTo("u-2");
  }

  @Test
  void plateReadsMayComeAsJson() throws IOException {
    Session session = opened(Map.of());
    host.stream(session, part(HikvisionJsonTest.ALERT));
    assertThat(host.reads()).hasSize(1);
    assertThat(host.reads().get(0).plate()).contains("29C-123.45");
    assertThat(host.reads().get(0).confidencePercent()).contains(95);
    assertThat(host.reads().get(0).eventId()).isEqualTo("u-1");
  }

  @Test
  void aTimeThatCannotBeReadIsSaid() throws IOException {
    Session session = opened(Map.of());
    host.stream(
        session,
        part(Events.plate("u-1", "A")) + part(Events.plate("u-2", "A").replace("+07:00", "")));
    assertThat(host.reads().get(0).attributes()).doesNotContainKey("notRead");
    assertThat(host.reads().get(1).attributes())
        .containsEntry("notRead", "dateTime: expected a time with a zone such as +07:00");
  }

  @Test
  void aCameraHasNoCommands() throws IOException {
    Session session = opened(Map.of());
    assertThatThrownBy(() -> session.execute(new Command(UUID.randomUUID(), "weigh", Map.of())))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("weigh");
    assertThat(new HikvisionDriver().safeCommands()).isEmpty();
  }

  @Test
  void theSuccessorKnowsTheStreamAndTheRecentEvents() throws IOException {
    Session old = opened(Map.of());
    host.stream(old, part(Events.plate("u-1", "A")));
    host.diskHeld = true;
    String half = part(Events.plate("u-3", "C")).substring(0, 200);
    String left = host.stream(old, part(Events.plate("u-2", "B")) + half);
    Optional<State> state = old.suspend();
    old.close();
    FakeHost next = new FakeHost();
    Session session = new HikvisionDriver().open(settings(Map.of()), next, state);
    next.stream(
        session,
        left + part(Events.plate("u-3", "C")).substring(200) + part(Events.plate("u-1", "A")));
    next.stream(session, part(Events.plate("u-2", "B")));
    assertThat(next.reads())
        .extracting(PlateRead::eventId)
        .as("u-2 was not on disk")
        .containsExactly("u-3", "u-2");
    next.pass(Duration.ofSeconds(44));
    assertThat(next.lost).isNotEmpty();
  }

  @Test
  void theWindowIsBoundedAndItsStateIsSmall() throws IOException {
    Session session = opened(Map.of());
    for (int i = 0; i < 600; i++) {
      host.stream(session, part(Events.plate("%064d".formatted(i), "A")));
    }
    host.readings.clear();
    host.stream(session, part(Events.plate("%064d".formatted(88), "A")));
    assertThat(host.reads()).as("within the last 512").isEmpty();
    host.stream(session, part(Events.plate("%064d".formatted(87), "A")));
    assertThat(host.reads()).as("forgotten").hasSize(1);
    assertThat(session.suspend().orElseThrow().bytes()).hasSizeLessThan(48 << 10);
  }

  @Test
  void aStateCarriesEverything() throws IOException {
    Map<String, String> onDisk = new LinkedHashMap<>();
    onDisk.put("b", "1");
    onDisk.put("a", "2");
    SessionState state = new SessionState("boundary", onDisk);
    assertThat(SessionState.of(state.toState())).isEqualTo(state);
    assertThat(SessionState.of(state.toState()).onDisk().keySet()).containsExactly("b", "a");
    byte[] bytes = state.toState().bytes();
    assertThatThrownBy(() -> SessionState.of(new State(2, bytes)))
        .isInstanceOf(IOException.class)
        .hasMessage("expected a state of format 1, got 2");
    for (int length = 0; length < bytes.length; length++) {
      State cut = new State(1, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> SessionState.of(cut))
          .isInstanceOf(IOException.class)
          .hasMessage("expected a whole state, got " + length + " bytes");
    }
  }

  private static String part(String body) {
    return Events.part(body, true, "\r\n");
  }

  private Session opened(Map<String, Object> values) throws IOException {
    Session session = session(values);
    host.head(session, MIXED);
    return session;
  }

  private Session session(Map<String, Object> values) throws IOException {
    return new HikvisionDriver().open(settings(values), host, Optional.empty());
  }

  private static Settings settings(Map<String, Object> values) {
    return new Settings("L3.plate-camera.entry", new HashMap<>(values));
  }
}
