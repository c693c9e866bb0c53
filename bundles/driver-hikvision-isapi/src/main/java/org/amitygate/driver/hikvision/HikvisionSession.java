package org.amitygate.driver.hikvision;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.amitygate.device.Command;
import org.amitygate.device.DeviceHost;
import org.amitygate.device.Inbound;
import org.amitygate.device.PlateRead;
import org.amitygate.device.Session;
import org.amitygate.device.Settings;
import org.amitygate.device.State;
import org.jspecify.annotations.Nullable;

/**
 * One conversation with a camera: it talks, on an event stream that the gate opened or by requests
 * that it sends. A request is answered with 200 when the readings of all its events are on disk.
 */
final class HikvisionSession implements Session {

  /**
   * Answers that may wait for one event to be on disk; further repeats are answered by a later
   * repeat.
   */
  private static final int MAX_WAITING = 16;

  /** The longest id that is kept as it is; so the state stays far below its limit. */
  private static final int MAX_ID = 64;

  private static final String TEXT = "text/plain; charset=utf-8";

  private final DeviceHost host;
  private final Duration silence;
  private final boolean deviceClock;
  private final RecentEvents recent = new RecentEvents();

  /** What to do when an event is on disk, by its id. */
  private final Map<String, List<Runnable>> waiting = new HashMap<>();

  private @Nullable HikvisionFrames stream;
  private Instant heard;
  private long nameless;

  HikvisionSession(Settings settings, DeviceHost host) {
    this.host = host;
    silence = settings.duration("silence", Duration.ofSeconds(35));
    deviceClock = settings.text("clock", "gate").equals("device");
    heard = host.now();
  }

  void restore(SessionState before) throws IOException {
    before.onDisk().forEach(recent::durable);
    if (!before.boundary().isEmpty()) {
      stream = new HikvisionFrames(before.boundary());
    }
  }

  void start() {
    host.every(silence.dividedBy(4), this::listen);
  }

  private void listen() {
    if (stream != null && host.now().isAfter(heard.plus(silence))) {
      host.lost(new IOException("the camera has been silent for " + silence.toMillis() + " ms"));
    }
  }

  @Override
  public void received(Inbound data) throws IOException {
    if (data instanceof Inbound.Bytes bytes) {
      streamed(bytes);
    } else if (data instanceof Inbound.Message message) {
      if (message.address().isEmpty()) {
        heard = host.now();
        stream = HikvisionFrames.of(message.headers().getOrDefault("content-type", ""));
      } else {
        pushed(message);
      }
    }
  }

  private void streamed(Inbound.Bytes bytes) throws IOException {
    HikvisionFrames frames = stream;
    if (frames == null) {
      throw new IOException("expected the head of a response before its body");
    }
    heard = host.now();
    for (Part part = frames.next(bytes.buffer());
        part != null;
        part = frames.next(bytes.buffer())) {
      if (part.isXml() || part.isJson()) {
        AlertParts.read(part).forEach(said -> take(said.alert(), said.raw(), () -> {}));
      }
    }
  }

  /**
   * A request that is none of a camera is refused alone: the next one may be right. One that is
   * whole is never refused, because it would come again for ever.
   */
  private void pushed(Inbound.Message message) {
    List<AlertParts.Said> events = new ArrayList<>();
    List<PlateRead.Picture> pictures = new ArrayList<>();
    try {
      read(message, events, pictures);
    } catch (IOException e) {
      message.reply().send(400, TEXT, (e.getMessage() + "\n").getBytes(StandardCharsets.UTF_8));
      return;
    }
    Inbound.Reply reply = message.reply(); // and not the body, which may never be answered
    int[] left = {1 + events.size()};
    Runnable oneLess =
        () -> {
          left[0]--;
          if (left[0] == 0) {
            reply.send(200, TEXT, new byte[0]);
          }
        };
    for (AlertParts.Said said : events) {
      List<PlateRead.Picture> files = new ArrayList<>(pictures);
      files.addAll(said.raw());
      take(said.alert(), files, oneLess);
    }
    oneLess.run();
  }

  private static void read(
      Inbound.Message message, List<AlertParts.Said> events, List<PlateRead.Picture> pictures)
      throws IOException {
    String contentType = message.headers().getOrDefault("content-type", "");
    List<Part> parts =
        contentType.toLowerCase(Locale.ROOT).startsWith("multipart/")
            ? HikvisionFrames.of(contentType).whole(message.body())
            : List.of(new Part(message.headers(), message.body()));
    boolean none = true;
    for (Part part : parts) {
      if (part.isXml() || part.isJson()) {
        none = false;
        events.addAll(AlertParts.read(part));
      } else if (part.isPicture()) {
        String type = part.contentType().startsWith("image/") ? part.contentType() : "image/jpeg";
        pictures.add(new PlateRead.Picture(part.name(), type, part.body()));
      }
    }
    if (none) {
      throw new IOException(
          "expected an "
              + HikvisionXml.ROOT
              + " in XML or JSON, alone or as a part of multipart/form-data, got none in "
              + message.body().length
              + " bytes of content type '"
              + contentType
              + "'");
    }
  }

  /**
   * @param onDisk runs when the event's reading is on disk, at once if it is already
   */
  private void take(Alert alert, List<PlateRead.Picture> pictures, Runnable onDisk) {
    String content = content(alert);
    String id = id(alert, content);
    if (recent.kind(id, content, host.now()) == RecentEvents.Kind.OTHER) {
      String another = id + "~" + content;
      take(another, content, reading(another, alert, pictures, Map.of("sameUuidAs", id)), onDisk);
    } else {
      take(id, content, reading(id, alert, pictures, Map.of()), onDisk);
    }
  }

  private void take(String id, String content, PlateRead reading, Runnable onDisk) {
    switch (recent.kind(id, content, host.now())) {
      case DURABLE -> onDisk.run();
      case PENDING -> {
        List<Runnable> others = waiting.computeIfAbsent(id, key -> new ArrayList<>());
        if (others.size() < MAX_WAITING) {
          others.add(onDisk);
        }
      }
      default -> {
        recent.emitted(id, content, host.now());
        waiting.keySet().removeIf(known -> !recent.knows(known));
        waiting.put(id, new ArrayList<>(List.of(onDisk))); // others are answered by a repeat
        host.emit(reading, () -> durable(id, content));
      }
    }
  }

  private void durable(String id, String content) {
    recent.durable(id, content);
    List<Runnable> then = waiting.remove(id);
    if (then != null) {
      then.forEach(Runnable::run);
    }
  }

  private PlateRead reading(
      String id, Alert alert, List<PlateRead.Picture> pictures, Map<String, String> more) {
    Instant now = host.now();
    boolean kept = alert.wasKept();
    Instant unknown = kept ? Instant.EPOCH : now; // what was kept came when it came, nothing more
    Instant at = deviceClock ? alert.dateTime().filter(now::isAfter).orElse(unknown) : unknown;
    Map<String, String> attributes = new HashMap<>(alert.attributes());
    attributes.putAll(more);
    if (kept) {
      attributes.put(PlateRead.KEPT, "true");
    }
    return new PlateRead(at, alert.plate(), alert.confidencePercent(), id, pictures, attributes);
  }

  /** The camera's id; else one by what the event says; else one that no other event has. */
  private String id(Alert alert, String content) {
    String uuid = alert.uuid().orElse("");
    if (uuid.matches("[!-~]{1," + MAX_ID + "}")) {
      return uuid;
    }
    if (!uuid.isEmpty()) {
      return "sha-256:" + Digest.of(uuid);
    }
    if (alert.attributes().containsKey("dateTime")) {
      return "sha-256:" + content;
    }
    nameless++;
    return "nameless:" + host.now() + ":" + nameless;
  }

  /** What a repeat has in common with its event, whatever else differs. */
  private static String content(Alert alert) {
    Map<String, String> said = alert.attributes();
    return Digest.of(
        String.join(
            "\n",
            alert.plate().orElse(""),
            said.getOrDefault("dateTime", ""),
            said.getOrDefault("laneNo", ""),
            said.getOrDefault("direction", "")));
  }

  @Override
  public void execute(Command command) {
    throw new UnsupportedOperationException(
        "a plate camera has no commands, so no '" + command.name() + "'");
  }

  @Override
  public Optional<State> suspend() {
    HikvisionFrames frames = stream;
    return Optional.of(
        new SessionState(frames == null ? "" : frames.boundary(), recent.onDisk()).toState());
  }
}
