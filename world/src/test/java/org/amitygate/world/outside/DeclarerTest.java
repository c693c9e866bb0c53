package org.amitygate.world.outside;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.amitygate.world.RecordedEvents;
import org.amitygate.world.plan.Kind;
import org.amitygate.world.plan.Plan;
import org.amitygate.world.plan.PlannedTruck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeclarerTest {
  private final RecordedEvents events = new RecordedEvents();
  private final List<JsonNode> posted = new CopyOnWriteArrayList<>();
  private final ConcurrentLinkedQueue<Integer> statuses = new ConcurrentLinkedQueue<>();
  private HttpServer gates;
  private Declarer declarer;

  @BeforeEach
  void open() throws IOException {
    gates = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 10);
    gates.createContext(
        "/",
        exchange -> {
          posted.add(new ObjectMapper().readTree(exchange.getRequestBody().readAllBytes()));
          Integer status = statuses.poll();
          exchange.sendResponseHeaders(status == null ? 201 : status, -1);
          exchange.close();
        });
    gates.start();
    URI url = URI.create("http://127.0.0.1:" + gates.getAddress().getPort() + "/");
    declarer = new Declarer(events, "A", url.resolve("a"), "B", url.resolve("b"));
  }

  @AfterEach
  void close() {
    declarer.close();
    gates.stop(0);
  }

  private static PlannedTruck truck(Kind kind) {
    return Plan.of(5, 210, 3, true, 9_000).trucks().stream()
        .filter(truck -> truck.kind() == kind && !truck.announcedTwice())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void announcesToBothGatesUntilAcknowledged() throws Exception {
    statuses.addAll(List.of(500, 503));
    PlannedTruck truck = truck(Kind.ORDINARY);
    declarer.announce(truck, 0);
    events.await("acknowledged", 2);
    while (declarer.waiting() > 0) {
      Thread.onSpinWait();
    }
    assertThat(declarer.acknowledged(truck)).isTrue();
    assertThat(posted).hasSize(4);
    assertThat(posted)
        .extracting(json -> json.get("direction").asText())
        .containsOnly("export", "import");
    JsonNode first = posted.get(0);
    assertThat(first.get("plate").asText()).isEqualTo(truck.plate());
    assertThat(first.get("declaredGrossKg").asInt()).isEqualTo(truck.declaredGrossKg());
    assertThat(first.size()).isEqualTo(6);
    assertThat(events.named("declared")).hasSize(2);
  }

  @Test
  void announcesTwoReferencesForOnePlate() throws Exception {
    PlannedTruck truck = truck(Kind.DECLARED_TWICE);
    declarer.announce(truck, 0);
    assertThat(declarer.acknowledged(truck)).isFalse();
    events.await("acknowledged", 3);
    assertThat(posted)
        .filteredOn(json -> json.get("direction").asText().equals("export"))
        .extracting(json -> json.get("reference").asText())
        .containsExactlyInAnyOrderElementsOf(truck.exportReferences());
  }

  @Test
  void aRefusalIsNoAcknowledgement() throws Exception {
    statuses.add(409);
    declarer.announce(truck(Kind.PARTNER_REFUSES), 0);
    assertThat(events.await("declarationRefused", 1))
        .singleElement()
        .matches(e -> e.is("status", 409));
    assertThat(events.named("acknowledged")).isEmpty();
  }
}
