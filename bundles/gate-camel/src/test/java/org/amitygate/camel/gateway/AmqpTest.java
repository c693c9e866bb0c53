package org.amitygate.camel.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.amitygate.config.PartnerConfig;
import org.amitygate.partner.PartnerProblem;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A partner that is reached over a broker: two queues, AMQP 1.0 over real sockets. */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class AmqpTest {

  @TempDir Path folder;

  private final FakeConfig here = new FakeConfig();
  private final FakeConfig there = new FakeConfig();
  private Gateway gateway = new Gateway(here, DefaultCamelContext::new);
  private final Gateway gatewayThere = new Gateway(there, DefaultCamelContext::new);
  private final PartnerPost post = new PartnerPost(gatewayThere, there, new PartnerCertificates());
  private Broker broker;
  private PartnerEndpoints endpoints;
  private PartnerEndpoints endpointsThere;
  private final List<String> received = new CopyOnWriteArrayList<>();
  private final List<String> receipts = new CopyOnWriteArrayList<>();
  private final AtomicReference<Function<byte[], CompletionStage<Optional<byte[]>>>> inbox =
      new AtomicReference<>();

  @BeforeEach
  void open() throws Exception {
    broker = new Broker(folder);
    answer();
    here.partners(Map.of("cn", partner("cn", "to-cn", "to-vn")));
    there.partners(Map.of("vn", partner("vn", "to-vn", "to-cn")));
    listen();
    endpointsThere =
        new PartnerEndpoints(
            gatewayThere,
            there,
            (partner, receipt) -> {
              receipts.add(text(receipt));
              return CompletableFuture.completedFuture(Optional.empty());
            },
            new PartnerCertificates());
  }

  private PartnerConfig partner(String id, String send, String receive) {
    return new PartnerConfig(
        id, "p1", broker.uri(send), broker.uri(receive), "", List.of(), Map.of(), Map.of());
  }

  private void listen() {
    endpoints =
        new PartnerEndpoints(
            gateway,
            here,
            (partner, message) -> {
              received.add(partner + " " + text(message));
              return inbox.get().apply(message);
            },
            new PartnerCertificates());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private void answer() {
    inbox.set(
        message ->
            CompletableFuture.completedFuture(
                Optional.of(("receipt of " + text(message)).getBytes(StandardCharsets.UTF_8))));
  }

  @AfterEach
  void close() throws Exception {
    endpoints.stop();
    endpointsThere.stop();
    gateway.close();
    gatewayThere.close();
    broker.close();
  }

  private int send(String message) throws Exception {
    return post.post("vn", message.getBytes(StandardCharsets.UTF_8))
        .toCompletableFuture()
        .get(25, TimeUnit.SECONDS)
        .status();
  }

  @Test
  void messagesAndReceiptsCrossTheBroker() throws Exception {
    assertThat(send("a")).isEqualTo(Reply.CARRIED);
    assertThat(send("b")).isEqualTo(Reply.CARRIED);
    Http.eventually(() -> List.copyOf(receipts), List.of("receipt of a", "receipt of b"));
    assertThat(received).containsExactly("cn a", "cn b");
    Http.eventually(() -> broker.left("to-vn") + broker.left("to-cn"), 0L);
  }

  @Test
  void bytesArriveUnchanged() throws Exception {
    byte[] odd = new byte[200_000];
    new java.util.Random(1).nextBytes(odd);
    AtomicReference<byte[]> seen = new AtomicReference<>(new byte[0]);
    inbox.set(
        message -> {
          seen.set(message);
          return CompletableFuture.completedFuture(Optional.empty());
        });
    post.post("vn", odd).toCompletableFuture().get(25, TimeUnit.SECONDS);
    Http.eventually(() -> java.util.Arrays.equals(seen.get(), odd), true);
  }

  @Test
  void theBrokerKeepsAMessageUntilItIsOnDiskHere() throws Exception {
    CompletableFuture<Optional<byte[]>> commit = new CompletableFuture<>();
    inbox.set(message -> commit);
    send("a");
    Http.eventually(() -> List.copyOf(received), List.of("cn a"));
    assertThat(broker.left("to-vn")).isEqualTo(1);
    endpoints.stop();
    gateway.close();
    assertThat(broker.left("to-vn")).as("the gate ended before the commit").isEqualTo(1);
    assertThat(receipts).isEmpty();
    answer();
    gateway = new Gateway(here, DefaultCamelContext::new);
    listen();
    Http.eventually(() -> List.copyOf(receipts), List.of("receipt of a"));
    Http.eventually(() -> broker.left("to-vn"), 0L);
  }

  @Test
  void whatCannotBeRecordedComesAgainAndWhatIsRefusedDoesNot() throws Exception {
    inbox.set(message -> CompletableFuture.failedFuture(new PartnerProblem(503, "disk full")));
    send("a");
    Http.eventually(() -> received.size() >= 2, true);
    assertThat(broker.left("to-vn")).isEqualTo(1);
    answer();
    Http.eventually(() -> List.copyOf(receipts), List.of("receipt of a"));
    inbox.set(message -> CompletableFuture.failedFuture(new PartnerProblem(400, "no JSON")));
    send("b");
    Http.eventually(() -> broker.left("to-vn"), 0L);
    assertThat(received).endsWith("cn b").filteredOn("cn b"::equals).hasSize(1);
  }

  @Test
  void aBrokerThatRestartsLosesNothing() throws Exception {
    send("a");
    Http.eventually(() -> List.copyOf(receipts), List.of("receipt of a"));
    broker.stop();
    assertThatThrownBy(() -> send("b")).isInstanceOf(Exception.class);
    broker.start();
    Http.eventually(
        () -> {
          try {
            return send("b");
          } catch (java.util.concurrent.ExecutionException e) {
            return 0;
          }
        },
        Reply.CARRIED);
    Http.eventually(() -> receipts.contains("receipt of b"), true);
  }
}
