package org.amitygate.camel.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.amitygate.authority.Answer;
import org.amitygate.authority.Answer.Verdict;
import org.amitygate.authority.AuthorityProtocol;
import org.amitygate.config.AuthorityConfig;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.GateConfig;
import org.amitygate.core.crossing.CrossingDesk;
import org.amitygate.core.handover.HandoverDesk;
import org.amitygate.core.journal.Evidence;
import org.amitygate.core.journal.Evidence.Kept;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.json.Json;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where authorities' answers come in. Each is kept as it came, and acknowledged after it is on
 * disk.
 */
@Component(
    service = {},
    immediate = true)
public final class AuthorityEndpoints {

  private static final Logger LOG = LoggerFactory.getLogger(AuthorityEndpoints.class);

  private static final String FAMILY = "authority";
  private static final int WAITING = 256;

  private final AuthorityProtocols protocols;
  private final ConfigSource config;
  private final Journal journal;
  private final Evidence evidence;
  private final AuthorityAnswers answers;
  private final Allowance unreadable = new Allowance(20, Duration.ofMinutes(1));
  private final ExecutorService disk;
  private final Runnable stop;

  @Activate
  public AuthorityEndpoints(
      @Reference Gateway gateway,
      @Reference AuthorityProtocols protocols,
      @Reference ConfigSource config,
      @Reference Journal journal,
      @Reference Evidence evidence,
      @Reference CrossingDesk crossings,
      @Reference HandoverDesk handover) {
    this.protocols = protocols;
    this.config = config;
    this.journal = journal;
    this.evidence = evidence;
    this.answers = new AuthorityAnswers(crossings, handover);
    this.disk =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING),
            AuthorityEndpoints::thread);
    this.stop = gateway.listen(AuthorityEndpoints::wanted, this::receive);
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "gate-authority-evidence");
    thread.setDaemon(true);
    return thread;
  }

  @Deactivate
  void stop() {
    stop.run();
    disk.shutdown();
  }

  private static List<Address> wanted(GateConfig gate) {
    return gate.authorities().values().stream().map(AuthorityEndpoints::receiving).toList();
  }

  private static Address receiving(AuthorityConfig authority) {
    return new Address(FAMILY, authority.id(), authority.receiveUri(), Map.of());
  }

  CompletionStage<Reply> receive(Incoming incoming) {
    AuthorityConfig authority = config.current().authorities().get(incoming.id());
    AuthorityProtocol protocol =
        authority == null ? null : protocols.find(authority.protocol()).orElse(null);
    if (protocol == null) {
      return now(Reply.error(503, "answers of this authority cannot be read now; send it again"));
    }
    Answer answer;
    try {
      answer = meant(authority, protocol.decode(incoming.body()));
    } catch (ProtocolException e) {
      return unreadable(incoming, String.valueOf(e.getMessage()));
    } catch (RuntimeException | LinkageError e) { // a plug-in's code, on a network thread
      return CompletableFuture.failedFuture(e);
    }
    return kept(incoming)
        .thenCompose(kept -> journal.submit(tx -> answers.take(tx, incoming.id(), answer, kept)))
        .thenApply(taken -> Reply.empty(200));
  }

  /** The configuration's word on a code of this authority counts before the protocol's. */
  private static Answer meant(AuthorityConfig authority, Answer answer) {
    Verdict verdict = authority.codes().getOrDefault(answer.code(), answer.verdict());
    return new Answer(
        answer.id(),
        answer.declaration(),
        verdict,
        answer.code(),
        answer.text(),
        answer.issuedAt());
  }

  /**
   * Keeps what cannot be read as evidence, but never so much of it that a stranger fills the disk.
   */
  private CompletionStage<Reply> unreadable(Incoming incoming, String why) {
    Reply reply = Reply.error(400, why);
    if (!unreadable.take()) {
      return now(reply);
    }
    LOG.warn("authority '{}' sent what cannot be read: {}", incoming.id(), why);
    return kept(incoming)
        .thenCompose(
            kept ->
                journal.submit(
                    tx -> {
                      ObjectNode body =
                          Json.object().put("authority", incoming.id()).put("why", why);
                      kept.named(body, "evidence");
                      body.put("bytes", incoming.body().length);
                      tx.append("authority:" + incoming.id(), "AuthorityMessageRefused", body);
                      return reply;
                    }));
  }

  private CompletableFuture<Kept> kept(Incoming incoming) {
    try {
      return CompletableFuture.supplyAsync(() -> evidence.keepIfThereIsRoom(incoming.body()), disk);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(
          new Journal.JournalUnavailable(
              "more messages are waiting for the disk than it can take", e));
    }
  }

  private static CompletionStage<Reply> now(Reply reply) {
    return CompletableFuture.completedFuture(reply);
  }
}
