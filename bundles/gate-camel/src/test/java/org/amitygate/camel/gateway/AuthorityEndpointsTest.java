package org.amitygate.camel.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.amitygate.authority.Answer;
import org.amitygate.authority.Answer.Verdict;
import org.amitygate.authority.AuthorityProtocol;
import org.amitygate.authority.Request;
import org.amitygate.config.AuthorityConfig;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.Effect;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.journal.Evidence;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Outgoing;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** An authority over real sockets: questions out, answers in. */
@Execution(ExecutionMode.CONCURRENT)
class AuthorityEndpointsTest {

  /** Lines: {@code id declaration VERDICT}. */
  private static final class Lines implements AuthorityProtocol {
    @Override
    public String contentType() {
      return "text/x-lines";
    }

    @Override
    public byte[] encode(Request request) {
      String text =
          request.id()
              + "|"
              + request.ask()
              + "|"
              + request.declaration()
              + "|"
              + request.at()
              + "|"
              + request.facts();
      return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Answer decode(byte[] bytes) throws ProtocolException {
      String[] words = new String(bytes, StandardCharsets.UTF_8).split(" ");
      if (words[0].equals("bug")) {
        throw new IllegalStateException("a bug");
      }
      if (words.length != 3) {
        throw new ProtocolException("three words were expected, not " + words.length);
      }
      return new Answer(
          words[0], Optional.of(words[1]), Verdict.valueOf(words[2]), "08", "", Optional.empty());
    }
  }

  private final FakeConfig config = new FakeConfig();
  private final MemoryJournal journal = new MemoryJournal();
  private final FakeDesks desks = new FakeDesks();
  private final Gateway gateway = new Gateway(config, DefaultCamelContext::new);
  private final AuthorityProtocols protocols = new AuthorityProtocols();
  private final AuthorityProtocol lines = new Lines();
  private final AuthorityQuestions questions = new AuthorityQuestions(gateway, protocols, config);
  private final List<String> evidence = new CopyOnWriteArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile int customsAnswers = 202;
  private volatile boolean quotaReached;
  private volatile Consumer<byte[]> disk = bytes -> {};
  private AuthorityEndpoints endpoints;
  private HttpServer customs;
  private int port;

  @BeforeEach
  void open() throws Exception {
    customs = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    customs.createContext(
        "/query",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          asked.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Content-Type")
                  + " "
                  + body);
          exchange.sendResponseHeaders(customsAnswers, -1);
          exchange.close();
        });
    customs.start();
    protocols.addProtocol(lines, Map.of("gate.authority", "lines"));
    endpoints =
        new AuthorityEndpoints(
            gateway,
            protocols,
            config,
            journal,
            bytes -> {
              disk.accept(bytes);
              if (quotaReached) {
                throw new Evidence.EvidenceFull("digest-of-" + bytes.length, "full");
              }
              evidence.add(new String(bytes, StandardCharsets.UTF_8));
              return "digest-" + new String(bytes, StandardCharsets.UTF_8).hashCode();
            },
            desks,
            desks);
    port = Http.freePort();
    config.authorities(Map.of("customs", customs(Map.of())));
    Http.eventually(() -> Http.method(port, "/customs/answers", "GET").status(), 405);
  }

  private AuthorityConfig customs(Map<String, Verdict> codes) {
    return new AuthorityConfig(
        "customs",
        "lines",
        "netty-http:http://127.0.0.1:" + customs.getAddress().getPort() + "/query",
        "netty-http:http://127.0.0.1:" + port + "/customs/answers",
        codes);
  }

  @AfterEach
  void close() {
    endpoints.stop();
    gateway.close();
    customs.stop(0);
    journal.close();
  }

  private Http.Answer post(String body) throws Exception {
    return Http.post(port, "/customs/answers", "application/xml", body);
  }

  @Test
  void whatACodeMeansIsTheConfigurationsToSay() throws Exception {
    config.authorities(Map.of("customs", customs(Map.of("08", Verdict.CONTROL))));
    desks.crossing(journal, "DEC-1", HandoverState.LOCAL, true);
    assertThat(post("A1 DEC-1 RELEASED").status()).isEqualTo(200);
    assertThat(desks.done)
        .contains("signal customs CONTROL")
        .doesNotContain("signal customs RELEASED");
    config.authorities(Map.of("customs", customs(Map.of("09", Verdict.CONTROL))));
    assertThat(post("A2 DEC-1 RELEASED").status()).isEqualTo(200);
    assertThat(desks.done).contains("signal customs RELEASED");
  }

  @Test
  void anAnswerIsToldKeptAndAcknowledged() throws Exception {
    Crossing crossing = desks.crossing(journal, "DEC-1", HandoverState.LOCAL, true);
    assertThat(post("A1 DEC-1 RELEASED")).isEqualTo(new Http.Answer(200, "", ""));
    assertThat(desks.done).containsExactly("unsay customs", "signal customs RELEASED", "put");
    assertThat(evidence).containsExactly("A1 DEC-1 RELEASED");
    assertThat(journal.last("crossing:" + crossing.id()).path("evidence").asText())
        .isEqualTo("digest-" + "A1 DEC-1 RELEASED".hashCode());
    assertThat(post("A1 DEC-1 RELEASED").status()).as("repeated").isEqualTo(200);
    assertThat(desks.done).hasSize(3);
  }

  @Test
  void anAnswerForAnotherReferenceIsAcknowledgedAndReleasesNothing() throws Exception {
    desks.crossing(journal, "DEC-1", HandoverState.LOCAL, true);
    assertThat(post("A1 DEC-9 RELEASED").status()).isEqualTo(200);
    assertThat(desks.done).isEmpty();
    assertThat(journal.types("authority:customs")).containsExactly("AuthorityAnswerQuarantined");
  }

  @Test
  void whatCannotBeReadIsRefusedAndKeptButNotForEver() throws Exception {
    Http.Answer answer = post("nonsense");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo("{\"error\":\"three words were expected, not 1\"}");
    assertThat(journal.types("authority:customs")).containsExactly("AuthorityMessageRefused");
    assertThat(evidence).containsExactly("nonsense");
    for (int i = 0; i < 30; i++) {
      assertThat(post("nonsense " + i).status()).isEqualTo(400);
    }
    assertThat(evidence).hasSize(20);
    assertThat(post("").status()).isEqualTo(400);
  }

  @Test
  void overTheQuotaAnAnswerCountsAndItsDigestIsRecorded() throws Exception {
    Crossing crossing = desks.crossing(journal, "DEC-1", HandoverState.LOCAL, true);
    quotaReached = true;
    assertThat(post("A1 DEC-1 RELEASED").status()).isEqualTo(200);
    assertThat(desks.done).containsExactly("unsay customs", "signal customs RELEASED", "put");
    assertThat(journal.last("crossing:" + crossing.id()).path("evidence").asText())
        .isEqualTo("digest-of-17");
    assertThat(journal.last("crossing:" + crossing.id()).toString()).contains("\"kept\":false");
    assertThat(post("nonsense").status()).isEqualTo(400);
    assertThat(journal.types("authority:customs")).containsExactly("AuthorityMessageRefused");
    assertThat(journal.last("authority:customs").toString()).contains("\"kept\":false");
  }

  @Test
  void aBugInTheProtocolIsNotAcknowledged() throws Exception {
    assertThat(post("bug").status()).isEqualTo(500);
    assertThat(post("bug").body()).doesNotContain("a bug");
  }

  @Test
  void withoutTheDiskOrTheProtocolNothingIsAcknowledged() throws Exception {
    desks.crossing(journal, "DEC-1", HandoverState.LOCAL, true);
    journal.full = true;
    assertThat(post("A1 DEC-1 RELEASED").status()).isEqualTo(503);
    journal.full = false;
    protocols.removeProtocol(lines, Map.of("gate.authority", "lines"));
    assertThat(post("A1 DEC-1 RELEASED").status()).isEqualTo(503);
    assertThat(desks.done).isEmpty();
    protocols.addProtocol(lines, Map.of("gate.authority", "lines"));
    assertThat(post("A1 DEC-1 RELEASED").status()).isEqualTo(200);
    assertThat(desks.done).isNotEmpty();
  }

  private Outgoing ask(Crossing crossing) {
    return journal.now(
        tx -> {
          questions.commit(
              tx, crossing, new Effect("authority", "customs", "ask", Map.of("ask", "release")));
          return tx.outbox().get(tx.outbox().size() - 1);
        });
  }

  @Test
  void aQuestionIsQueuedSentAndDelivered() throws Exception {
    Crossing crossing = desks.crossing(journal, "DEC-1", HandoverState.LOCAL, true);
    crossing.facts().put("plate", "29C12345");
    crossing.facts().put("grossKg", 31240L);
    crossing.facts().put("trader", "not for customs");
    Outgoing outgoing = ask(crossing);
    assertThat(outgoing.id()).isEqualTo("authority/customs/" + crossing.id() + "/1/release");
    assertThat(outgoing.queue()).isEqualTo("authority:customs:" + crossing.id());
    assertThat(outgoing.kind()).isEqualTo("authority");
    Optional<ObjectNode> noted =
        journal.now(tx -> tx.item("authority-asked", "customs|" + crossing.id()));
    assertThat(noted).as("what comes from now on answers it").isPresent();

    Journal.Work<?> delivered =
        questions.send(outgoing).toCompletableFuture().get(15, TimeUnit.SECONDS);
    assertThat(asked).hasSize(1);
    assertThat(asked.get(0))
        .startsWith("POST text/x-lines " + outgoing.id() + "|release|DEC-1|2026-03-01T04:00:00Z|");
    assertThat(facts(asked.get(0)))
        .contains("lane=L1", "plate=29C12345", "grossKg=31240")
        .doesNotContain("trader");
    journal.now(tx -> delivered.run(tx));
    assertThat(journal.types("crossing:" + crossing.id()))
        .containsExactly("AuthorityAsked", "AuthorityReached");
    assertThatThrownBy(() -> ask(crossing))
        .as("once in a visit")
        .hasMessageContaining("was queued before");
  }

  private static String facts(String line) {
    return line.substring(line.indexOf('{'));
  }

  @Test
  void aQuestionThatIsNotTakenFailsToBeRepeated() {
    Outgoing outgoing = ask(desks.crossing(journal, "DEC-1", HandoverState.LOCAL, true));
    customsAnswers = 500;
    assertThatThrownBy(
            () -> questions.send(outgoing).toCompletableFuture().get(15, TimeUnit.SECONDS))
        .hasMessageContaining("authority 'customs' answered 500");
    protocols.removeProtocol(lines, Map.of("gate.authority", "lines"));
    assertThatThrownBy(
            () -> questions.send(outgoing).toCompletableFuture().get(15, TimeUnit.SECONDS))
        .hasMessageContaining("the protocol 'lines' is not installed");
    config.authorities(Map.of());
    assertThatThrownBy(
            () -> questions.send(outgoing).toCompletableFuture().get(15, TimeUnit.SECONDS))
        .hasMessageContaining("authority 'customs' is not configured");
  }

  @Test
  void aTruckThatIsNotDeclaredCannotBeAskedAbout() {
    Crossing crossing = desks.crossing(journal, "", HandoverState.LOCAL, true);
    assertThatThrownBy(() -> ask(crossing))
        .hasMessageContaining("cannot be asked about a truck that is not declared");
  }

  @Test
  void aSlowDiskHoldsNoNetworkThreadAndNoMoreWaitForItThanFit() {
    Thread network = Thread.currentThread();
    CountDownLatch writable = new CountDownLatch(1);
    disk =
        bytes -> {
          assertThat(Thread.currentThread()).isNotSameAs(network);
          awaits(writable);
        };
    List<CompletableFuture<Reply>> waiting = new ArrayList<>();
    for (int i = 0; i < 257; i++) { // one is being written
      waiting.add(receive("A" + i + " DEC-9 WAIT"));
    }
    assertThat(waiting).noneMatch(CompletableFuture::isDone);
    assertThatThrownBy(() -> receive("B DEC-9 WAIT").join())
        .hasCauseInstanceOf(Journal.JournalUnavailable.class)
        .hasMessageContaining("more messages are waiting for the disk than it can take");
    writable.countDown();
    assertThat(waiting).allMatch(reply -> reply.join().status() == 200);
  }

  private static void awaits(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private CompletableFuture<Reply> receive(String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return endpoints
        .receive(new Incoming("customs", Optional.empty(), bytes, Optional.empty(), true))
        .toCompletableFuture();
  }

  @Test
  void endpointsShareAPortAndComeAndGoWithoutEachOther() throws Exception {
    DeclarationsEndpoint declarations = new DeclarationsEndpoint(gateway, journal);
    try (Socket staying = new Socket(InetAddress.getLoopbackAddress(), port)) {
      config.declarations(Optional.of("netty-http:http://127.0.0.1:" + port + "/declarations"));
      Http.eventually(() -> Http.method(port, "/declarations", "GET").status(), 405);
      assertThat(post("A1 DEC-9 WAIT").status()).isEqualTo(200);
      config.declarations(Optional.empty());
      Http.eventually(() -> Http.method(port, "/declarations", "GET").status(), 404);
      assertThat(post("A2 DEC-9 WAIT").status()).isEqualTo(200);
      String request =
          "POST /customs/answers HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 13\r\n\r\n";
      staying.getOutputStream().write((request + "A3 DEC-9 WAIT").getBytes(StandardCharsets.UTF_8));
      assertThat(Http.read(staying.getInputStream()))
          .as("a connection that was open all the while")
          .startsWith("HTTP/1.1 200 ");
    }
    declarations.stop();
  }
}
