package org.amitygate.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.ECKey;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.amitygate.check.wire.Jws;
import org.amitygate.check.wire.Receipt;
import org.jspecify.annotations.Nullable;

/**
 * The wire of a small peer: envelope, receipts, streams, outbox; wrong where a fault says so.
 * Everything in memory, under one lock.
 */
abstract class PeerWire implements AutoCloseable {
  static final Duration GAP = Duration.ofMillis(300);
  private static final int LARGEST = 256 * 1024;
  private static final int DEEPEST = 16;
  private static final int AHEAD = 256;
  private static final long AGAIN_MILLIS = 50;
  private static final Set<String> MEMBERS =
      Set.of(
          "v",
          "id",
          "from",
          "to",
          "route",
          "crossingId",
          "epoch",
          "seq",
          "ack",
          "type",
          "sentAt",
          "validUntil",
          "profile",
          "body");

  /** A message that cannot be taken. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;
    final int status;

    Refused(int status) {
      super("status " + status);
      this.status = status;
    }
  }

  private static final class Stream {
    long received;
    long sent;
    final TreeMap<Long, ObjectNode> held = new TreeMap<>();
    final List<byte[]> log = new ArrayList<>();
    final Deque<byte[]> queue = new ArrayDeque<>();
    boolean sending;
    int failures;
  }

  private record Taken(byte[] bytes, String verdict, byte[] receipt) {}

  final Set<Fault> faults;
  private final ECKey own;
  private final ECKey theirs;
  private final HttpServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(4);
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<String, Stream> streams = new HashMap<>();
  private final Map<String, Taken> taken = new HashMap<>();
  private URI kit = URI.create("http://127.0.0.1:1/");
  private long failingSince;

  PeerWire(Set<Fault> faults, ECKey own, ECKey theirs) throws IOException {
    this.faults = faults;
    this.own = own;
    this.theirs = theirs;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newFixedThreadPool(4));
    server.createContext("/", this::handle);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/amity");
  }

  void calls(URI url) {
    kit = url;
  }

  boolean has(Fault fault) {
    return faults.contains(fault);
  }

  /** Something applied in its turn. @return the verdict */
  abstract String apply(ObjectNode message);

  /** Does something later, under the lock. */
  void after(Duration time, Runnable action) {
    threads.schedule(
        () -> {
          synchronized (this) {
            action.run();
          }
        },
        time.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = {};
      int status = 200;
      try {
        body = take(exchange.getRequestBody().readAllBytes());
      } catch (Refused e) {
        status = e.status;
      }
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private synchronized byte[] take(byte[] bytes) throws Refused {
    ObjectNode message = read(bytes);
    String id = message.path("id").asText();
    Taken before = taken.get(id);
    if (before != null) {
      boolean same = Arrays.equals(before.bytes, bytes);
      boolean carried = signed(before.bytes).equals(signed(bytes));
      need(same || carried && !has(Fault.REFUSES_OTHER_BYTES) || has(Fault.TAKES_OTHER_BYTES), 409);
      return same && !has(Fault.SIGNS_A_NEW_RECEIPT_EACH_TIME)
          ? before.receipt
          : receipt(id, bytes, before.verdict);
    }
    String crossing = crossing(message);
    Stream stream = stream(crossing);
    long seq = message.path("seq").asLong();
    need(seq <= stream.received + AHEAD, 503);
    String verdict;
    boolean early = seq > stream.received + 1 && !has(Fault.TAKES_IT_OUT_OF_ORDER);
    if (seq <= stream.received && !has(Fault.TAKES_A_PLACE_TWICE)) {
      verdict = "DUPLICATE";
    } else if (early) {
      stream.held.put(seq, message);
      verdict = "HELD";
      after(GAP, () -> ask(crossing, stream));
    } else {
      verdict = applied(message, stream);
      while (!stream.held.isEmpty() && stream.held.firstKey() == stream.received + 1) {
        applied(stream.held.pollFirstEntry().getValue(), stream);
      }
    }
    taken.put(id, new Taken(bytes, verdict, receipt(id, bytes, verdict)));
    return taken.get(id).receipt;
  }

  private void ask(String crossing, Stream stream) {
    if (!stream.held.isEmpty()) {
      ObjectNode body = Jws.object().put("resendFrom", stream.received + 1);
      say(crossing, 1, "STATUS_REQ", body.put("resendTo", stream.held.firstKey() - 1), null);
    }
  }

  private String applied(ObjectNode message, Stream stream) {
    stream.received = Math.max(stream.received, message.path("seq").asLong());
    boolean over =
        message.path("validUntil").isTextual()
            && Instant.parse(message.path("validUntil").asText())
                .plusSeconds(30)
                .isBefore(Instant.now());
    if (over && !has(Fault.TAKES_WHAT_HAS_EXPIRED)) {
      return "EXPIRED";
    }
    ObjectNode body = (ObjectNode) message.path("body");
    long from = body.path("resendFrom").asLong();
    long to = body.path("resendTo").asLong();
    if (message.path("type").asText().equals("STATUS")) {
      from = body.path("received").asLong() + 1;
      to = stream.sent;
    }
    if (from > 0 && !has(Fault.SENDS_NOTHING_AGAIN)) {
      for (long seq = from; seq <= Math.min(to, stream.sent); seq++) {
        stream.queue.add(stream.log.get((int) seq - 1));
      }
      pump(stream);
    }
    return apply(message);
  }

  private ObjectNode read(byte[] bytes) throws Refused {
    need(bytes.length <= LARGEST, 413);
    try {
      ObjectNode message;
      if (has(Fault.READS_ANY_BYTES)) {
        byte[] payload = decode(Jws.read(bytes, "jws").path("payload").asText());
        byte[] characters =
            new String(payload, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
        message = Jws.read(characters, "payload");
      } else if (has(Fault.TAKES_ANY_SIGNATURE) || has(Fault.TAKES_A_HEADER_WITH_ANYTHING)) {
        message = unverified(bytes);
      } else {
        message = Jws.verify(bytes, Jws.MESSAGE, List.of(theirs));
      }
      Jws.only(message, MEMBERS, "the payload");
      need(message.path("v").asInt() == 1, 400);
      need(has(Fault.TAKES_OTHERS_MESSAGES) || message.path("to").asText().equals("b"), 403);
      need(message.path("from").asText().equals("a"), 403);
      need(message.path("route").asText().equals("1-2"), 403);
      need(message.path("profile").asText().equals("p"), 400);
      need(message.path("seq").isIntegralNumber() && message.path("seq").asLong() > 0, 400);
      String id = message.path("id").asText();
      need(UUID.fromString(id).toString().equals(id), 400);
      need(depth(message) <= DEEPEST, 400);
      return message;
    } catch (Jws.Wrong e) {
      boolean key = String.valueOf(e.getMessage()).matches(".*(signature does not|kid|alg).*");
      throw new Refused(key ? 401 : 400);
    }
  }

  /** Without looking at the signature; or at the header, where the alg is right. */
  private ObjectNode unverified(byte[] bytes) throws Jws.Wrong, Refused {
    ObjectNode jws = Jws.read(bytes, "jws");
    ObjectNode header = Jws.read(decode(jws.path("protected").asText()), "header");
    boolean odd = header.size() > 3;
    if (odd || has(Fault.TAKES_ANY_SIGNATURE)) {
      return Jws.read(decode(jws.path("payload").asText()), "payload");
    }
    return Jws.verify(bytes, Jws.MESSAGE, List.of(theirs));
  }

  private static byte[] decode(String text) throws Refused {
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new Refused(400);
    }
  }

  private static int depth(JsonNode tree) {
    int deepest = 0;
    for (JsonNode each : tree) {
      deepest = Math.max(deepest, depth(each));
    }
    return tree.isContainerNode() ? deepest + 1 : 0;
  }

  static void need(boolean good, int otherwise) throws Refused {
    if (!good) {
      throw new Refused(otherwise);
    }
  }

  static String crossing(ObjectNode message) {
    return message.path("crossingId").isNull() ? "" : message.path("crossingId").asText();
  }

  private Stream stream(String crossing) {
    return streams.computeIfAbsent(crossing, id -> new Stream());
  }

  long received(String crossing) {
    return stream(crossing).received;
  }

  long sent(String crossing) {
    return stream(crossing).sent;
  }

  private static ObjectNode signed(byte[] bytes) throws Refused {
    try {
      return Jws.read(bytes, "jws").without("signature");
    } catch (Jws.Wrong e) {
      throw new Refused(400);
    }
  }

  private byte[] receipt(String id, byte[] bytes, String verdict) {
    byte[] hashed = has(Fault.HASHES_THE_PAYLOAD) ? id.getBytes(StandardCharsets.UTF_8) : bytes;
    return Receipt.make("b", "a", id, Jws.sha256(hashed), verdict, own);
  }

  /** Numbers, signs and queues a message. @return its id */
  String say(String crossing, int epoch, String type, ObjectNode body, @Nullable Duration valid) {
    Stream stream = stream(crossing);
    stream.sent++;
    long time = 0x0190_0000_0000L + ids.incrementAndGet();
    String id = new UUID(time << 16 | 0x7000, 0x8000000000000000L).toString();
    ObjectNode tree = Jws.object().put("v", 1).put("id", id).put("from", "b").put("to", "a");
    tree.put("route", "1-2").put("crossingId", crossing.isEmpty() ? null : crossing);
    tree.put("epoch", epoch).put("seq", stream.sent).put("ack", stream.received).put("type", type);
    tree.putObject("sentAt").put("time", Instant.now().toString()).put("uncertaintyMs", 1);
    tree.put("validUntil", valid == null ? null : Instant.now().plus(valid).toString());
    tree.put("profile", "p").set("body", body);
    byte[] bytes = Jws.sign(tree, Jws.MESSAGE, own);
    stream.log.add(bytes);
    stream.queue.add(bytes);
    pump(stream);
    return id;
  }

  private void pump(Stream stream) {
    if (!stream.sending && !stream.queue.isEmpty()) {
      stream.sending = true;
      threads.execute(() -> send(stream));
    }
  }

  private void send(Stream stream) {
    byte[] message;
    synchronized (this) {
      message = stream.queue.element();
    }
    boolean delivered;
    try {
      HttpResponse<byte[]> answer =
          client.send(
              HttpRequest.newBuilder(kit)
                  .POST(HttpRequest.BodyPublishers.ofByteArray(message))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
      delivered = answer.statusCode() == 200 && right(answer.body(), message);
    } catch (IOException e) {
      delivered = false;
    } catch (InterruptedException e) {
      return;
    }
    synchronized (this) {
      stream.sending = false;
      failingSince = delivered ? 0 : failingSince == 0 ? System.nanoTime() : failingSince;
      if (delivered || has(Fault.GIVES_UP)) {
        stream.queue.remove();
        stream.failures = 0;
        pump(stream);
      } else {
        stream.failures++;
        if (has(Fault.SIGNS_ANEW) && stream.failures == 2) {
          stream.queue.remove();
          stream.queue.addFirst(signedAnew(message));
        }
        after(Duration.ofMillis(AGAIN_MILLIS), () -> pump(stream));
      }
    }
  }

  private byte[] signedAnew(byte[] message) {
    try {
      return Jws.sign(Jws.verify(message, Jws.MESSAGE, List.of(own)), Jws.MESSAGE, own);
    } catch (Jws.Wrong e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean right(byte[] receipt, byte[] message) {
    try {
      String hash = Jws.verify(receipt, Jws.RECEIPT, List.of(theirs)).path("sha256").asText();
      return hash.equals(Jws.sha256(message)) || has(Fault.LOOKS_AT_NO_RECEIPT);
    } catch (Jws.Wrong e) {
      return false;
    }
  }

  /** Nothing was delivered for so long. */
  boolean linkLost(Duration limit) {
    return failingSince != 0 && System.nanoTime() - failingSince > limit.toNanos();
  }
}
