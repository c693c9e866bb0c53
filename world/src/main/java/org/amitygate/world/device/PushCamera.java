package org.amitygate.world.device;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import org.amitygate.world.Events;
import org.amitygate.world.physics.PlateCamera;
import org.amitygate.world.physics.Sighting;

/**
 * A camera that POSTs its events, oldest first, each until it gets 200. Has one thread. Answers a
 * Digest challenge when it has an account.
 */
public final class PushCamera implements PlateCamera, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long AGAIN_MILLIS = 700;
  private static final String BOUNDARY = "MIME_boundary_7e13971310878";

  private final String gate;
  private final String camera;
  private final CameraSettings settings;
  private final AnprXml xml;
  private final Events events;
  private final Deque<Sighting> queue = new ArrayDeque<>();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final Thread thread;
  private boolean plugged = true;

  /**
   * @param camera its device id, for example L3.plate-camera.exit
   */
  public PushCamera(
      String gate, String camera, CameraSettings settings, ZoneOffset zone, Events events) {
    this.gate = gate;
    this.camera = camera;
    this.settings = settings;
    this.events = events;
    this.xml = new AnprXml(camera, "192.168.1.64", (gate + camera).hashCode() & 0xFFFF, zone);
    this.thread = new Thread(this::work, gate + " " + camera);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public synchronized void sees(Sighting sighting) {
    queue.add(sighting);
    notifyAll();
  }

  @Override
  public synchronized int waiting() {
    return queue.size();
  }

  @Override
  public synchronized void unplug() {
    plugged = false;
  }

  @Override
  public synchronized void plug() {
    plugged = true;
    notifyAll();
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private synchronized Sighting next() throws InterruptedException {
    while (queue.isEmpty() || !plugged) {
      wait();
    }
    return queue.element();
  }

  private void work() {
    try {
      while (true) {
        Sighting sighting = next();
        boolean again = false;
        while (!post(sighting, again)) {
          again = true;
          pause();
        }
        events.write(
            "readAcknowledged",
            "gate",
            gate,
            "camera",
            camera,
            "eventId",
            sighting.eventId(),
            "plate",
            sighting.plate());
        synchronized (this) {
          queue.remove();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void pause() throws InterruptedException {
    wait(AGAIN_MILLIS);
    while (!plugged) {
      wait();
    }
  }

  private boolean post(Sighting sighting, boolean again) throws InterruptedException {
    byte[] body = body(sighting, again);
    try {
      HttpResponse<Void> reply =
          client.send(request(body, ""), HttpResponse.BodyHandlers.discarding());
      String challenge = reply.headers().firstValue("WWW-Authenticate").orElse("");
      if (reply.statusCode() == 401 && !settings.user().isEmpty() && !challenge.isEmpty()) {
        URI url = URI.create(settings.pushUrl());
        String path = url.getRawPath() + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery());
        String credentials =
            HttpDigest.authorization(challenge, settings.user(), settings.password(), "POST", path);
        reply = client.send(request(body, credentials), HttpResponse.BodyHandlers.discarding());
      }
      return reply.statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private HttpRequest request(byte[] body, String credentials) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(settings.pushUrl()))
            .timeout(PATIENCE)
            .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (!credentials.isEmpty()) {
      request.header("Authorization", credentials);
    }
    return request.build();
  }

  private byte[] body(Sighting sighting, boolean again) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int seed = sighting.plate().hashCode();
    part(body, "anpr.xml", "text/xml", xml.plate(sighting, again).getBytes(StandardCharsets.UTF_8));
    part(body, "licensePlatePicture.jpg", "image/jpeg", Pictures.jpeg(96, 32, seed));
    part(body, "detectionPicture.jpg", "image/jpeg", Pictures.jpeg(240, 160, seed + 1));
    body.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII));
    return body.toByteArray();
  }

  private static void part(ByteArrayOutputStream body, String name, String type, byte[] content) {
    String head =
        "--"
            + BOUNDARY
            + "\r\nContent-Disposition: form-data; name=\""
            + name
            + "\"; filename=\""
            + name
            + "\"\r\nContent-Type: "
            + type
            + "\r\nContent-Length: "
            + content.length
            + "\r\n\r\n";
    body.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    body.writeBytes(content);
    body.writeBytes(new byte[] {'\r', '\n'});
  }
}
