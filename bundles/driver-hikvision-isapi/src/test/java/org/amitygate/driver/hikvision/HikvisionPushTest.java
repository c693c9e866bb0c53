package org.amitygate.driver.hikvision;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.amitygate.device.PlateRead;
import org.amitygate.device.Session;
import org.amitygate.device.Settings;
import org.amitygate.device.State;
import org.amitygate.driver.hikvision.FakeHost.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The camera sends its events to the gate. */
class HikvisionPushTest {

  private static final String FORM = "multipart/form-data; boundary=" + Events.BOUNDARY;

  private final FakeHost host = new FakeHost();
  private Session session;

  @BeforeEach
  void open() throws IOException {
    session = open(Optional.empty());
  }

  @Test
  void anEventComesWithItsPictures() throws IOException {
    Answer answer = push(Events.plate("u-1", "29C-123.45"));
    assertThat(answer.status).isEqualTo(200);
    assertThat(host.reads()).hasSize(1);
    PlateRead read = host.reads().get(0);
    assertThat(read.plate()).contains("29C-123.45");
    assertThat(read.pictures())
        .extracting(PlateRead.Picture::name)
        .containsExactly("licensePlatePicture.jpg", "detectionPicture.jpg");
    assertThat(read.pictures().get(0).contentType()).isEqualTo("image/jpeg");
    assertThat(read.pictures().get(0).bytes()).isEqualTo(Events.picture(1));
    assertThat(read.pictures().get(1).bytes()).isEqualTo(Events.picture(2));
  }

  @Test
  void picturesAreToldByTypeOrName() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    Events.add(body, "plate", "image/png", Events.picture(1));
    Events.add(body, "scene.JPEG", "", Events.picture(2));
    Events.add(body, "notes.txt", "text/plain", Events.bytes("none"));
    Events.add(
        body, "anpr.xml", "application/octet-stream", Events.bytes(Events.plate("u-1", "A")));
    body.writeBytes(Events.bytes("--MIME_boundary--"));
    assertThat(host.push(session, FORM, body.toByteArray()).status).isEqualTo(200);
    assertThat(host.reads().get(0).pictures())
        .extracting(PlateRead.Picture::name, PlateRead.Picture::contentType)
        .containsExactly(tuple("plate", "image/png"), tuple("scene.JPEG", "image/jpeg"));
  }

  @Test
  void anEventMayComeAsXmlAlone() throws IOException {
    for (String type : new String[] {"application/xml", "text/xml; charset=UTF-8", ""}) {
      byte[] body = Events.bytes(Events.plate("u" + type.length(), "A"));
      assertThat(host.push(session, type, body).status).isEqualTo(200);
    }
    assertThat(host.reads()).hasSize(3);
    assertThat(host.reads().get(0).pictures()).isEmpty();
  }

  @Test
  void it200sOnlyWhenTheReadingIsOnDisk() throws IOException {
    host.diskHeld = true;
    Answer answer = push(Events.plate("u-1", "A"));
    assertThat(host.reads()).hasSize(1);
    assertThat(answer.status).isZero();
    host.pass(Duration.ofSeconds(5));
    assertThat(answer.status).isZero();
    host.writeAll();
    assertThat(answer.status).isEqualTo(200);
  }

  @Test
  void aRepeatIsAnsweredAndNotEmittedAgain() throws IOException {
    push(Events.plate("u-1", "A"));
    assertThat(push(Events.plate("u-1", "A")).status).isEqualTo(200);
    assertThat(host.reads()).hasSize(1);
  }

  @Test
  void aRepeatWaitsForTheDiskToo() throws IOException {
    host.diskHeld = true;
    Answer first = push(Events.plate("u-1", "A"));
    Answer repeat = push(Events.plate("u-1", "A"));
    assertThat(host.reads()).hasSize(1);
    assertThat(repeat.status).isZero();
    host.writeAll();
    assertThat(first.status).isEqualTo(200);
    assertThat(repeat.status).isEqualTo(200);
  }

  @Test
  void anEventThatNeverReachedTheDiskIsEmittedAgain() throws IOException {
    host.diskHeld = true;
    push(Events.plate("u-1", "A"));
    host.waitForDisk.clear(); // the record could not be written
    host.diskHeld = false;
    host.pass(Duration.ofMillis(9_999));
    assertThat(push(Events.plate("u-1", "A")).status).isZero();
    host.pass(Duration.ofMillis(1));
    assertThat(push(Events.plate("u-1", "A")).status).isEqualTo(200);
    assertThat(host.reads()).hasSize(2);
    assertThat(push(Events.plate("u-1", "A")).status).isEqualTo(200);
    assertThat(host.reads()).hasSize(2);
  }

  @Test
  void theAnswersThatWaitForOneEventAreBounded() throws IOException {
    host.diskHeld = true;
    Answer[] answers = new Answer[20];
    for (int i = 0; i < answers.length; i++) {
      answers[i] = push(Events.plate("u-1", "A"));
    }
    host.writeAll();
    for (int i = 0; i < answers.length; i++) {
      assertThat(answers[i].status).as("push " + i).isEqualTo(i < 16 ? 200 : 0);
    }
  }

  @Test
  void aReadingThatIsNeverOnDiskKeepsOneAnswerAndTheLast() throws IOException {
    host.diskHeld = true;
    Answer[] answers = new Answer[20];
    for (int i = 0; i < answers.length; i++) {
      answers[i] = push(Events.plate("u-1", "A"));
      host.pass(RecentEvents.DURABLE_WITHIN);
    }
    host.writeAll();
    for (int i = 0; i < answers.length; i++) {
      assertThat(answers[i].status).as("push " + i).isEqualTo(i == 19 ? 200 : 0);
    }
  }

  @Test
  void noAnswerWaitsForAnEventThatIsForgotten() throws IOException {
    host.diskHeld = true;
    Answer first = push(Events.plate("first", "A"));
    Answer second = push(Events.plate("second", "A"));
    for (int i = 1; i < RecentEvents.MAX_EVENTS; i++) {
      push(Events.plate("u-" + i, "A"));
    }
    host.writeAll();
    assertThat(first.status).isZero();
    assertThat(second.status).isEqualTo(200);
  }

  @Test
  void anotherEventUnderTheSameUuidIsEmittedAndMarked() throws IOException {
    push(Events.plate("u-1", "A"));
    assertThat(push(Events.plate("u-1", "B")).status).isEqualTo(200);
    assertThat(push(Events.plate("u-1", "B")).status).isEqualTo(200);
    assertThat(push(Events.plate("u-1", "A")).status).isEqualTo(200);
    assertThat(host.reads()).hasSize(2);
    assertThat(host.reads().get(1).attributes()).containsEntry("sameUuidAs", "u-1");
  }

  @Test
  void heartbeatsAreAnsweredAtOnce() throws IOException {
    host.diskHeld = true;
    assertThat(push(Events.heartbeat()).status).isEqualTo(200);
    assertThat(host.reads()).isEmpty();
  }

  @Test
  void severalEventsInOneMessageAreAnsweredAfterTheLast() throws IOException {
    host.diskHeld = true;
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (String id : new String[] {"u-1", "u-2"}) {
      Events.add(body, id + ".xml", "text/xml", Events.bytes(Events.plate(id, "A")));
    }
    Answer answer = host.push(session, FORM, body.toByteArray());
    assertThat(host.reads()).hasSize(2);
    host.waitForDisk.remove(0).run();
    assertThat(answer.status).isZero();
    host.writeAll();
    assertThat(answer.status).isEqualTo(200);
  }

  @Test
  void whatCannotBeUnderstoodIs400AndTheSessionGoesOn() throws IOException {
    refused(
        "", "", "in XML or JSON, alone or as a part of multipart/form-data, got none in 0 bytes");
    refused("text/plain", "plate A", "got none in 7 bytes of content type 'text/plain'");
    refused("image/jpeg", "<x/>", "got none in 4 bytes of content type 'image/jpeg'");
    refused("multipart/form-data", "x", "expected multipart content with a boundary");
    refused(FORM, "x", "expected parts between lines --MIME_boundary");
    refused(
        FORM,
        "--MIME_boundary\r\nContent-Type: image/jpeg\r\nContent-Length: 1\r\n\r\nx\r\n--MIME_boundary--",
        "expected an EventNotificationAlert in XML or JSON");
    assertThat(host.reads()).isEmpty();
    assertThat(push(Events.plate("u-1", "A")).status).isEqualTo(200);
    assertThat(host.reads()).hasSize(1);
  }

  @Test
  void aBodyThatIsCutOffIsNotAskedForAgain() throws IOException {
    byte[] push = Events.push(Events.plate("u-1", "A"));
    byte[] inAPicture = Arrays.copyOf(push, push.length - 60);
    assertThat(host.push(session, FORM, inAPicture).status).isEqualTo(200);
    assertThat(host.reads().get(0).plate()).contains("A");
    assertThat(host.reads().get(0).pictures()).hasSize(2);
    byte[] inTheAlert = Arrays.copyOf(push, 1_000);
    assertThat(host.push(session, FORM, inTheAlert).status).isEqualTo(200);
    assertThat(host.reads()).hasSize(2);
    assertThat(host.reads().get(1).plate()).isEmpty();
    assertThat(host.reads().get(1).attributes()).containsKey("notRead");
  }

  @Test
  void aPlateReadBehindWhatIsNoPartIsNotLost() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    Events.add(body, "a.xml", "text/xml", Events.bytes(Events.plate("u-1", "A")));
    body.writeBytes(new byte[] {0, 1, '\r', '\n'});
    Events.add(body, "b.xml", "text/xml", Events.bytes(Events.plate("u-2", "B")));
    assertThat(host.push(session, FORM, body.toByteArray()).status).isEqualTo(200);
    assertThat(host.reads()).hasSize(2);
    assertThat(host.reads().get(0).plate()).contains("A");
    assertThat(host.reads().get(1).plate()).isEmpty();
    assertThat(new String(host.reads().get(1).pictures().get(0).bytes(), ISO_8859_1))
        .contains("<licensePlate>B<");
  }

  @Test
  void whatHoldsNoPlateReadIsAnsweredAndForgotten() throws IOException {
    for (String body :
        new String[] {
          "<html/>",
          Events.heartbeat().substring(0, 100),
          "{\"eventType\":\"heartBeat\"}",
          "{\"eventType\":\"heartBeat\"",
          "{}"
        }) {
      assertThat(host.push(session, "", Events.bytes(body)).status).as(body).isEqualTo(200);
    }
    assertThat(host.reads()).isEmpty();
  }

  @Test
  void aPlateReadThatCannotBeReadIsKeptAndAnswered() throws IOException {
    host.diskHeld = true;
    String broken = "{\"eventType\":\"ANPR\",\"ANPR\":{\"licensePlate\":\"A\"";
    Answer answer = host.push(session, "application/json", Events.bytes(broken));
    assertThat(answer.status).as("not on disk").isZero();
    host.writeAll();
    assertThat(answer.status).isEqualTo(200);
    host.diskHeld = false;
    assertThat(host.push(session, "application/json", Events.bytes(broken)).status).isEqualTo(200);
    assertThat(host.reads()).hasSize(1);
    PlateRead read = host.reads().get(0);
    assertThat(read.plate()).isEmpty();
    assertThat(read.attributes().get("notRead"))
        .endsWith("Unexpected end-of-input: expected close marker for Object");
    assertThat(read.pictures().get(0).name()).isEqualTo("unreadable.json");
    assertThat(read.pictures().get(0).contentType()).isEqualTo("application/json");
    assertThat(read.pictures().get(0).bytes()).isEqualTo(Events.bytes(broken));
  }

  @Test
  void aPartThatCannotBeReadSpoilsNoOther() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    Events.add(body, "a.xml", "text/xml", Events.bytes("<status"));
    Events.add(body, "b.xml", "text/xml", Events.bytes(Events.plate("u-1", "A")));
    Events.add(body, "c.json", "application/json", Events.bytes("{\"eventType\":\"ANPR\""));
    Events.add(body, "d.jpg", "image/jpeg", Events.picture(1));
    assertThat(host.push(session, FORM, body.toByteArray()).status).isEqualTo(200);
    assertThat(host.reads()).hasSize(2);
    assertThat(host.reads().get(0).plate()).contains("A");
    assertThat(host.reads().get(0).pictures())
        .extracting(PlateRead.Picture::name)
        .containsExactly("d.jpg");
    assertThat(host.reads().get(1).plate()).isEmpty();
    assertThat(host.reads().get(1).pictures())
        .extracting(PlateRead.Picture::name)
        .containsExactly("d.jpg", "unreadable.json");
  }

  @Test
  void bytesThatAreNoCharactersSpoilOnlyTheirValue() throws IOException {
    byte[] elsewhere = Events.plate("u-1", "A1").replace("white", "\u00fc").getBytes(ISO_8859_1);
    assertThat(host.push(session, "text/xml", elsewhere).status).isEqualTo(200);
    PlateRead read = host.reads().get(0);
    assertThat(read.plate()).contains("A1");
    assertThat(read.eventId()).isEqualTo("u-1");
    assertThat(read.attributes())
        .containsEntry("color", "\ufffd")
        .containsEntry("notRead", "byte 760: expected characters in UTF-8");
    assertThat(read.pictures().get(0).bytes()).isEqualTo(elsewhere);

    byte[] plate = Events.plate("u-2", "\u00d4A1").getBytes(ISO_8859_1);
    assertThat(host.push(session, "text/xml", plate).status).isEqualTo(200);
    assertThat(host.reads().get(1).plate()).as("not the plate of another").isEmpty();
    assertThat(host.reads().get(1).attributes()).containsEntry("licensePlate", "\ufffdA1");
  }

  @Test
  void allThatCouldNotBeReadIsSaid() throws IOException {
    byte[] both =
        Events.plate("u-1", "A1")
            .replace("white", "\u00fc")
            .replace("+07:00", "")
            .getBytes(ISO_8859_1);
    host.push(session, "text/xml", both);
    assertThat(host.reads().get(0).attributes().get("notRead"))
        .isEqualTo(
            "dateTime: expected a time with a zone such as +07:00;"
                + " byte 754: expected characters in UTF-8");
  }

  private void refused(String contentType, String body, String why) throws IOException {
    Answer answer = host.push(session, contentType, Events.bytes(body));
    assertThat(answer.status).as(body).isEqualTo(400);
    assertThat(answer.text).as(body).contains(why).endsWith("\n");
  }

  @Test
  void aCameraThatPushesMayBeSilent() {
    host.pass(Duration.ofHours(8));
    assertThat(host.lost).isEmpty();
  }

  @Test
  void theSuccessorAnswersRepeatsOfWhatIsOnDisk() throws IOException {
    push(Events.plate("u-1", "A"));
    host.diskHeld = true;
    push(Events.plate("u-2", "B"));
    Optional<State> state = session.suspend();
    host.readings.clear();
    host.diskHeld = false;
    session = open(state);
    assertThat(push(Events.plate("u-1", "A")).status).isEqualTo(200);
    assertThat(host.reads()).isEmpty();
    assertThat(push(Events.plate("u-2", "B")).status).isEqualTo(200);
    assertThat(host.reads()).hasSize(1);
  }

  private Answer push(String alert) throws IOException {
    return host.push(session, FORM, Events.push(alert));
  }

  private Session open(Optional<State> state) throws IOException {
    return new HikvisionDriver().open(new Settings("L4.plate-camera.entry", Map.of()), host, state);
  }
}
