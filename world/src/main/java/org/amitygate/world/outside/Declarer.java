package org.amitygate.world.outside;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.amitygate.world.Events;
import org.amitygate.world.plan.PlannedTruck;

/** The traders: announce declarations to both gates until they are acknowledged. Thread-safe. */
public final class Declarer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long AGAIN_MILLIS = 1_000;
  private static final long REFUSED_AGAIN_MILLIS = 5_000;
  private static final long SECOND_TIME_MILLIS = 1_500;

  private final Events events;
  private final String exportGate;
  private final URI exportUrl;
  private final String importGate;
  private final URI importUrl;
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final AtomicInteger waiting = new AtomicInteger();
  private final ScheduledExecutorService threads;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

  private record Declaration(String gate, URI url, String truck, String reference, String json) {}

  public Declarer(
      Events events, String exportGate, URI exportUrl, String importGate, URI importUrl) {
    this.events = events;
    this.exportGate = exportGate;
    this.exportUrl = exportUrl;
    this.importGate = importGate;
    this.importUrl = importUrl;
    this.threads =
        Executors.newScheduledThreadPool(
            4,
            task -> {
              Thread thread = new Thread(task, "declarer");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Announces everything about one truck, the first time after so many milliseconds. Returns at
   * once.
   */
  public void announce(PlannedTruck truck, long afterMillis) {
    for (String reference : truck.exportReferences()) {
      announce(
          declaration(truck, reference, "export", exportGate, exportUrl),
          truck.announcedTwice(),
          afterMillis);
    }
    for (String reference : truck.importReferences()) {
      announce(
          declaration(truck, reference, "import", importGate, importUrl),
          truck.announcedTwice(),
          afterMillis);
    }
  }

  private void announce(Declaration declaration, boolean twice, long afterMillis) {
    waiting.incrementAndGet();
    later(() -> post(declaration, true), afterMillis);
    if (twice) {
      waiting.incrementAndGet();
      later(() -> post(declaration, true), afterMillis + SECOND_TIME_MILLIS);
    }
  }

  /** True when everything announced about the truck was acknowledged. */
  public boolean acknowledged(PlannedTruck truck) {
    return acknowledged.containsAll(truck.exportReferences())
        && acknowledged.containsAll(truck.importReferences());
  }

  /** How many announcements are not acknowledged yet. */
  public int waiting() {
    return waiting.get();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private void later(Runnable task, long millis) {
    threads.schedule(task, millis, TimeUnit.MILLISECONDS);
  }

  private void post(Declaration declaration, boolean first) {
    if (first) {
      events.write(
          "declared",
          "gate",
          declaration.gate,
          "truck",
          declaration.truck,
          "reference",
          declaration.reference);
    }
    HttpRequest request =
        HttpRequest.newBuilder(declaration.url)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(declaration.json))
            .build();
    int status;
    try {
      status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      later(() -> post(declaration, false), AGAIN_MILLIS);
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (status >= 200 && status < 300) {
      written("acknowledged", declaration, status);
      acknowledged.add(declaration.reference);
      waiting.decrementAndGet();
    } else if (status < 500) {
      written("declarationRefused", declaration, status);
      later(() -> post(declaration, false), REFUSED_AGAIN_MILLIS);
    } else {
      later(() -> post(declaration, false), AGAIN_MILLIS);
    }
  }

  private void written(String name, Declaration declaration, int status) {
    events.write(
        name,
        "gate",
        declaration.gate,
        "truck",
        declaration.truck,
        "reference",
        declaration.reference,
        "status",
        status);
  }

  private static Declaration declaration(
      PlannedTruck truck, String reference, String direction, String gate, URI url) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("reference", reference);
    body.put("plate", truck.plate());
    body.put("direction", direction);
    body.put("declaredGrossKg", truck.declaredGrossKg());
    body.put("goods", truck.goods());
    body.put("trader", truck.trader());
    try {
      return new Declaration(gate, url, truck.id(), reference, JSON.writeValueAsString(body));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
