package org.amitygate.world.outside;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.amitygate.world.Events;
import org.amitygate.world.plan.CustomsStep;

/**
 * Customs of one country: takes queries from its gate (202) and POSTs the planned answers to it,
 * each until 200, in order for one reference. A query that is repeated after the last answer gets
 * that answer once more. Thread-safe.
 */
public final class Customs implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long AGAIN_MILLIS = 500;
  private static final int LARGEST = 1_000_000;

  private final String gate;
  private final URI answerUrl;
  private final Function<String, List<CustomsStep>> plan;
  private final BiConsumer<String, String> answering;
  private final LongSupplier micros;
  private final Events events;
  private final HttpServer server;
  private final ExecutorService handlers = Executors.newFixedThreadPool(4, Customs::daemon);
  private final ScheduledExecutorService postmen =
      Executors.newScheduledThreadPool(8, Customs::daemon);
  private final AtomicInteger waiting = new AtomicInteger();
  private final Map<String, Letter> last = new HashMap<>();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

  private record Letter(String asked, CustomsStep step, String id, String xml, boolean delivered) {}

  /**
   * @param plan what it answers about a reference, in order; thread-safe
   * @param answering told the asked reference and the code before an answer is sent
   * @param micros the time, UTC microseconds
   */
  public Customs(
      String gate,
      int port,
      URI answerUrl,
      Function<String, List<CustomsStep>> plan,
      BiConsumer<String, String> answering,
      LongSupplier micros,
      Events events)
      throws IOException {
    this.gate = gate;
    this.answerUrl = answerUrl;
    this.plan = plan;
    this.answering = answering;
    this.micros = micros;
    this.events = events;
    this.server =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 50);
    server.setExecutor(handlers);
    server.createContext("/", this::handle);
    server.start();
  }

  /** The port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** How many answers are not acknowledged yet. */
  public int waiting() {
    return waiting.get();
  }

  @Override
  public void close() {
    server.stop(0);
    handlers.shutdownNow();
    postmen.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readNBytes(LARGEST + 1);
      CustomsXml.Query query = body.length > LARGEST ? null : CustomsXml.query(body);
      if (!exchange.getRequestMethod().equals("POST")) {
        exchange.sendResponseHeaders(405, -1);
      } else if (query == null) {
        events.write("customsAskedWrongly", "gate", gate, "bytes", body.length);
        exchange.sendResponseHeaders(400, -1);
      } else {
        events.write(
            "customsAsked", "gate", gate, "reference", query.reference(), "plate", query.plate());
        answer(query.reference());
        exchange.sendResponseHeaders(202, -1);
      }
    }
  }

  private synchronized void answer(String reference) {
    Letter before = last.get(reference);
    if (before == null) {
      next(reference, 0);
      return;
    }
    List<CustomsStep> steps = plan.apply(reference);
    if (before.delivered && before.step == steps.get(steps.size() - 1) && steps.size() > 1) {
      waiting.incrementAndGet();
      postmen.schedule(
          () -> post(before, -1, true), before.step.delayMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private synchronized void next(String reference, int number) {
    List<CustomsStep> steps = plan.apply(reference);
    if (number >= steps.size()) {
      return;
    }
    CustomsStep step = steps.get(number);
    String id = UUID.randomUUID().toString().replace("-", "");
    int shape = (reference + step.code()).hashCode();
    String xml = CustomsXml.response(step.code(), step.reference(), id, micros.getAsLong(), shape);
    Letter letter = new Letter(reference, step, id, xml, false);
    last.put(reference, letter);
    waiting.incrementAndGet();
    postmen.schedule(() -> post(letter, number, true), step.delayMillis(), TimeUnit.MILLISECONDS);
  }

  private void post(Letter letter, int number, boolean first) {
    if (first) {
      answering.accept(letter.asked, letter.step.code());
      written(letter, false);
    }
    if (!sent(letter)) {
      postmen.schedule(() -> post(letter, number, false), AGAIN_MILLIS, TimeUnit.MILLISECONDS);
      return;
    }
    written(letter, true);
    synchronized (this) {
      last.put(letter.asked, new Letter(letter.asked, letter.step, letter.id, letter.xml, true));
      if (number >= 0) {
        next(letter.asked, number + 1);
      }
    }
    waiting.decrementAndGet();
  }

  private boolean sent(Letter letter) {
    HttpRequest request =
        HttpRequest.newBuilder(answerUrl)
            .timeout(PATIENCE)
            .header("Content-Type", "application/xml")
            .POST(HttpRequest.BodyPublishers.ofString(letter.xml))
            .build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void written(Letter letter, boolean acknowledged) {
    events.write(
        "customsAnswered",
        "gate",
        gate,
        "asked",
        letter.asked,
        "reference",
        letter.step.reference(),
        "code",
        letter.step.code(),
        "id",
        letter.id,
        "acknowledged",
        acknowledged);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "customs");
    thread.setDaemon(true);
    return thread;
  }
}
