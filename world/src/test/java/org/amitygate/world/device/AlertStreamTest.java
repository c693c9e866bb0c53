package org.amitygate.world.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.amitygate.world.RecordedEvents;
import org.amitygate.world.physics.Sighting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class AlertStreamTest {
  private static final String PATH = "/ISAPI/Event/notification/alertStream";
  private static final CameraSettings SETTINGS =
      new CameraSettings("pull", 0, "", "admin", "p:ss wörd");

  private final RecordedEvents events = new RecordedEvents();
  private AlertStream camera;
  private Socket socket;
  private InputStream in;
  private String head = "";

  /** Lanes have different firmware: chunked or not, MD5 or SHA-256. */
  private void open(String id) throws IOException {
    camera =
        new AlertStream(
            "A",
            id,
            SETTINGS,
            ZoneOffset.ofHours(7),
            () -> System.currentTimeMillis() * 1_000,
            events);
  }

  @AfterEach
  void close() throws IOException {
    if (socket != null) {
      socket.close();
    }
    camera.close();
  }

  private static Sighting seen(String plate, String id) {
    return new Sighting(id, plate, 95, 1_790_000_000_000_000L);
  }

  private void connect() throws IOException {
    socket = new Socket("127.0.0.1", camera.port());
    socket.setSoTimeout(10_000);
    in = new BufferedInputStream(socket.getInputStream());
  }

  private String request(String path, String authorization) throws IOException {
    String text = "GET " + path + " HTTP/1.1\r\nHost: camera\r\n" + authorization + "\r\n";
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    StringBuilder read = new StringBuilder();
    while (read.indexOf("\r\n\r\n") < 0) {
      read.append((char) in.read());
    }
    head = read.toString();
    return head.substring(9, 12);
  }

  private static String parameter(String head, String name) {
    Matcher matcher = Pattern.compile(name + "=\"?([^\",\\r]*)").matcher(head);
    return matcher.find() ? matcher.group(1) : "";
  }

  /** RFC 7616 as an independent client does it. */
  private String credentials(String password) throws Exception {
    String algorithm = parameter(head, "algorithm");
    String realm = parameter(head, "realm");
    String nonce = parameter(head, "nonce");
    String a1 = hash(algorithm, "admin:" + realm + ":" + password);
    String a2 = hash(algorithm, "GET:" + PATH);
    String response = hash(algorithm, a1 + ":" + nonce + ":00000001:abc:auth:" + a2);
    return "Authorization: Digest username=\"admin\", realm=\""
        + realm
        + "\", nonce=\""
        + nonce
        + "\", uri=\""
        + PATH
        + "\", algorithm="
        + algorithm
        + ", qop=auth, nc=00000001, cnonce=\"abc\", response=\""
        + response
        + "\"\r\n";
  }

  private static String hash(String algorithm, String text) throws Exception {
    byte[] digest =
        MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest);
  }

  private void login() throws Exception {
    connect();
    assertThat(request(PATH, "")).isEqualTo("401");
    assertThat(request(PATH, credentials("p:ss wörd"))).isEqualTo("200");
    if (head.contains("Transfer-Encoding: chunked")) {
      in = new BufferedInputStream(new Chunks(in));
    }
  }

  /** The XML of the next part. */
  private Document part() throws Exception {
    assertThat(line()).isEqualTo("--boundary");
    int length = -1;
    for (String line = line(); !line.isEmpty(); line = line()) {
      if (line.startsWith("Content-Length: ")) {
        length = Integer.parseInt(line.substring(16));
      }
    }
    byte[] body = in.readNBytes(length);
    assertThat(line()).isEmpty();
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    return factory.newDocumentBuilder().parse(new ByteArrayInputStream(body));
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      assertThat(c).isNotNegative();
      line.write(c);
    }
    return line.toString(StandardCharsets.UTF_8).stripTrailing();
  }

  private static String text(Document part, String name) {
    return part.getElementsByTagNameNS("*", name).item(0).getTextContent();
  }

  private Document event() throws Exception {
    Document part = part();
    while (!text(part, "eventType").equals("ANPR")) {
      part = part();
    }
    return part;
  }

  @Test
  void asksForADigestAndStreamsEvents() throws Exception {
    for (int lane = 1; lane <= 15; lane += 2) {
      open("L" + lane + ".plate-camera.entry");
      login();
      camera.sees(seen("29C12345", "one"));
      Document part = event();
      assertThat(text(part, "licensePlate")).isEqualTo("29C12345");
      assertThat(text(part, "confidenceLevel")).isEqualTo("95");
      assertThat(text(part, "UUID")).isEqualTo("one");
      assertThat(OffsetDateTime.parse(text(part, "dateTime")).toEpochSecond())
          .isEqualTo(1_790_000_000L);
      assertThat(text(part, "dateTime")).endsWith("+07:00");
      camera.close();
      socket.close();
    }
  }

  @Test
  void refusesWrongAndUsedCredentials() throws Exception {
    open("L1.plate-camera.entry");
    connect();
    assertThat(request("/other", "")).isEqualTo("404");
    assertThat(request(PATH, "")).isEqualTo("401");
    assertThat(request(PATH, credentials("wrong"))).isEqualTo("401");
    String good = credentials("p:ss wörd");
    assertThat(request(PATH, good)).isEqualTo("200");
    socket.close();
    connect();
    assertThat(request(PATH, good)).isEqualTo("401");
    assertThat(head).contains("stale=\"TRUE\"");
  }

  @Test
  void sendsHeartbeats() throws Exception {
    open("L1.plate-camera.entry");
    login();
    Document part = part();
    assertThat(text(part, "eventType")).isEqualTo("videoloss");
    assertThat(text(part, "eventState")).isEqualTo("inactive");
  }

  @Test
  void keepsEventsUntilAStreamIsThere() throws Exception {
    open("L1.plate-camera.entry");
    camera.sees(seen("29C11111", "one"));
    camera.sees(seen("桂F22222", "two"));
    assertThat(camera.waiting()).isEqualTo(2);
    login();
    assertThat(text(event(), "UUID")).isEqualTo("one");
    assertThat(text(event(), "licensePlate")).isEqualTo("桂F22222");
    events.await("readSent", 2);
    assertThat(camera.waiting()).isZero();
  }

  @Test
  void sendsTheLastEventsAgainAfterABreak() throws Exception {
    open("L1.plate-camera.entry");
    login();
    camera.sees(seen("29C11111", "one"));
    Document first = event();
    assertThat(text(first, "isDataRetransmission")).isEqualTo("false");
    events.await("readSent", 1);
    camera.unplug();
    camera.sees(seen("29C22222", "two"));
    camera.plug();
    login();
    Document again = event();
    assertThat(text(again, "UUID")).isEqualTo("one");
    assertThat(text(again, "isDataRetransmission")).isEqualTo("true");
    assertThat(text(event(), "UUID")).isEqualTo("two");
  }

  @Test
  void hasAnEmptyPlateWhenNothingWasRead() throws Exception {
    open("L3.plate-camera.entry");
    login();
    camera.sees(new Sighting("one", "", 0, 1_790_000_000_000_000L));
    Document part = event();
    assertThat(text(part, "licensePlate")).isEmpty();
    assertThat(text(part, "confidenceLevel")).isEqualTo("0");
  }

  /** Takes chunked transfer coding apart. */
  private static final class Chunks extends InputStream {
    private final InputStream from;
    private int left;

    Chunks(InputStream from) {
      this.from = from;
    }

    @Override
    public int read() throws IOException {
      if (left == 0) {
        StringBuilder size = new StringBuilder();
        for (int c = from.read(); c != '\n'; c = from.read()) {
          size.append((char) c);
        }
        left = Integer.parseInt(size.toString().strip(), 16);
      }
      final int c = from.read();
      left--;
      if (left == 0) {
        from.read();
        from.read();
      }
      return c;
    }

    @Override
    public int read(byte[] bytes, int at, int length) throws IOException {
      bytes[at] = (byte) read();
      return 1;
    }
  }
}
