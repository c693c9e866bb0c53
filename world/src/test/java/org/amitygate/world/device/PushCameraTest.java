package org.amitygate.world.device;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.amitygate.world.RecordedEvents;
import org.amitygate.world.physics.Sighting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PushCameraTest {
  private final RecordedEvents events = new RecordedEvents();
  private final Deque<Integer> statuses = new ArrayDeque<>();
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final List<String> credentials = new CopyOnWriteArrayList<>();
  private HttpServer gate;
  private PushCamera camera;

  @BeforeEach
  void open() throws IOException {
    gate = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 10);
    gate.createContext(
        "/push",
        exchange -> {
          bodies.add(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
          String given = exchange.getRequestHeaders().getFirst("Authorization");
          credentials.add(given == null ? "" : given);
          Integer status = statuses.poll();
          if (status != null && status == 401) {
            exchange
                .getResponseHeaders()
                .add(
                    "WWW-Authenticate",
                    "Digest realm=\"g\", nonce=\"n\", qop=\"auth\", algorithm=SHA-256");
          }
          exchange.sendResponseHeaders(status == null ? 200 : status, -1);
          exchange.close();
        });
    gate.start();
    String url = "http://127.0.0.1:" + gate.getAddress().getPort() + "/push";
    CameraSettings settings = new CameraSettings("push", 0, url, "cam", "secret");
    camera = new PushCamera("A", "L2.plate-camera.exit", settings, ZoneOffset.ofHours(8), events);
  }

  @AfterEach
  void close() {
    camera.close();
    gate.stop(0);
  }

  private static Sighting seen(String plate, String id) {
    return new Sighting(id, plate, 95, 1_790_000_000_000_000L);
  }

  @Test
  void pushesXmlAndTwoPictures() throws Exception {
    camera.sees(seen("29C12345", "one"));
    events.await("readAcknowledged", 1);
    String body = bodies.get(0);
    assertThat(body)
        .contains(
            "name=\"anpr.xml\"",
            "<licensePlate>29C12345</licensePlate>",
            "<UUID>one</UUID>",
            "+08:00");
    for (String name : List.of("licensePlatePicture.jpg", "detectionPicture.jpg")) {
      Matcher part =
          Pattern.compile(
                  "filename=\""
                      + name
                      + "\"\r\nContent-Type: image/jpeg\r\nContent-Length: (\\d+)\r\n\r\n")
              .matcher(body);
      assertThat(part.find()).isTrue();
      String jpeg = body.substring(part.end(), part.end() + Integer.parseInt(part.group(1)));
      assertThat(ImageIO.read(new ByteArrayInputStream(jpeg.getBytes(StandardCharsets.ISO_8859_1))))
          .isNotNull();
    }
  }

  @Test
  void repeatsUntilTwoHundredAndKeepsTheOrder() throws Exception {
    statuses.addAll(List.of(503, 202));
    camera.sees(seen("29C12345", "one"));
    camera.sees(seen("29C54321", "two"));
    List<RecordedEvents.Event> done = events.await("readAcknowledged", 2);
    assertThat(done.get(0)).matches(e -> e.is("eventId", "one"));
    assertThat(done.get(1)).matches(e -> e.is("eventId", "two"));
    assertThat(bodies).hasSize(4);
    assertThat(bodies.get(2))
        .contains("<UUID>one</UUID>", "<isDataRetransmission>true</isDataRetransmission>");
    assertThat(bodies.get(3)).contains("<UUID>two</UUID>");
  }

  @Test
  void keepsEventsWhileUnplugged() throws Exception {
    camera.unplug();
    camera.sees(seen("29C12345", "one"));
    assertThat(camera.waiting()).isEqualTo(1);
    camera.plug();
    events.await("readAcknowledged", 1);
  }

  @Test
  void answersADigestChallenge() throws Exception {
    statuses.add(401);
    camera.sees(seen("29C12345", "one"));
    events.await("readAcknowledged", 1);
    assertThat(credentials.get(1))
        .startsWith("Digest username=\"cam\", realm=\"g\", nonce=\"n\", uri=\"/push\"");
  }

  @Test
  void theDigestIsThatOfTheStandard() {
    HttpDigest asks =
        new HttpDigest("http-auth@example.org", "Mufasa", "Circle of Life", "SHA-256");
    String challenge = asks.challenge(false);
    String answer =
        HttpDigest.authorization(challenge, "Mufasa", "Circle of Life", "GET", "/dir/index.html");
    assertThat(asks.check("GET", "/dir/index.html", answer)).isEqualTo(HttpDigest.Verdict.GOOD);
    assertThat(asks.check("GET", "/dir/index.html", answer)).isEqualTo(HttpDigest.Verdict.STALE);
    assertThat(asks.check("POST", "/dir/index.html", answer)).isEqualTo(HttpDigest.Verdict.BAD);
    // RFC 7616, 3.9.1: the response is right, only the nonce is not one of ours.
    String standard =
        "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", uri=\"/dir/index.html\", algorithm=SHA-256, "
            + "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001, "
            + "cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth, "
            + "response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\"";
    assertThat(asks.check("GET", "/dir/index.html", standard)).isEqualTo(HttpDigest.Verdict.STALE);
  }
}
