package org.amitygate.camel.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.amitygate.authority.AuthorityProtocol;
import org.amitygate.authority.Request;
import org.amitygate.config.AuthorityConfig;
import org.amitygate.config.ConfigSource;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.Effect;
import org.amitygate.core.crossing.EffectHandler;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;
import org.amitygate.core.outbox.Sender;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Questions to authorities: queued by a stage's commit, sent from the outbox until the authority
 * has acknowledged. A question's id is made of crossing, visit and what is asked, so a repeat can
 * be told.
 */
@Component(
    service = {EffectHandler.class, Sender.class},
    property = {"gate.effect=authority", "gate.sender=authority"})
public final class AuthorityQuestions implements EffectHandler, Sender {

  private static final String KIND = "authority";

  /** What of the crossing an authority is told. */
  private static final List<String> DISCLOSED =
      List.of("plate", "trailerPlate", "container", "seal", "grossKg", "goods");

  private final Gateway gateway;
  private final AuthorityProtocols protocols;
  private final ConfigSource config;

  @Activate
  public AuthorityQuestions(
      @Reference Gateway gateway,
      @Reference AuthorityProtocols protocols,
      @Reference ConfigSource config) {
    this.gateway = gateway;
    this.protocols = protocols;
    this.config = config;
  }

  @Override
  public void commit(Transaction tx, Crossing crossing, Effect effect) {
    String declaration = crossing.fact("declaration");
    if (declaration.isEmpty()) {
      throw new IllegalStateException(
          "authority '" + effect.target() + "' cannot be asked about a truck that is not declared");
    }
    String ask = effect.arguments().getOrDefault("ask", "");
    String id =
        String.join(
            "/",
            KIND,
            effect.target(),
            crossing.id().toString(),
            String.valueOf(crossing.visit()),
            ask);
    ObjectNode body =
        Json.object()
            .put("authority", effect.target())
            .put("ask", ask)
            .put("declaration", declaration);
    tx.append(stream(crossing.id().toString()), "AuthorityAsked", body.deepCopy().put("id", id));
    AuthorityAnswers.asked(tx, effect.target(), crossing);
    body.put("crossing", crossing.id().toString());
    body.set("facts", Json.object(disclosed(crossing)));
    tx.enqueue(
        new Outgoing(id, KIND + ":" + effect.target() + ":" + crossing.id(), KIND, tx.now(), body));
  }

  private static Map<String, String> disclosed(Crossing crossing) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("lane", crossing.lane());
    for (String name : DISCLOSED) {
      Optional.of(crossing.fact(name))
          .filter(text -> !text.isEmpty())
          .ifPresent(text -> facts.put(name, text));
    }
    return facts;
  }

  @Override
  public CompletionStage<Journal.Work<?>> send(Outgoing outgoing) {
    String id = outgoing.body().path("authority").asText();
    AuthorityConfig authority = config.current().authorities().get(id);
    if (authority == null) {
      return failed("authority '" + id + "' is not configured");
    }
    AuthorityProtocol protocol = protocols.find(authority.protocol()).orElse(null);
    if (protocol == null) {
      return failed(
          "authority '" + id + "': the protocol '" + authority.protocol() + "' is not installed");
    }
    byte[] message;
    try {
      message = protocol.encode(request(outgoing));
    } catch (RuntimeException | LinkageError e) { // a plug-in's code must not end the outbox
      return CompletableFuture.failedFuture(e);
    }
    return gateway
        .send(new Address(KIND, id, authority.sendUri(), Map.of()), protocol.contentType(), message)
        .thenApply(reply -> delivered(outgoing, id, reply));
  }

  private static Request request(Outgoing outgoing) {
    ObjectNode body = outgoing.body();
    Map<String, String> facts = new LinkedHashMap<>();
    body.path("facts")
        .properties()
        .forEach(fact -> facts.put(fact.getKey(), fact.getValue().asText()));
    Instant at = outgoing.queuedAt();
    return new Request(
        outgoing.id(), body.path("ask").asText(), body.path("declaration").asText(), at, facts);
  }

  private static Journal.Work<?> delivered(Outgoing outgoing, String authority, Reply reply) {
    if (!reply.good()) {
      throw new CompletionException(
          new IllegalStateException(
              "authority '" + authority + "' answered " + reply.status() + ": " + reply.excerpt()));
    }
    return tx -> {
      ObjectNode body =
          Json.object()
              .put("authority", authority)
              .put("id", outgoing.id())
              .put("status", reply.status());
      tx.append(stream(outgoing.body().path("crossing").asText()), "AuthorityReached", body);
      return outgoing.id();
    };
  }

  private static String stream(String crossing) {
    return "crossing:" + crossing;
  }

  private static CompletionStage<Journal.Work<?>> failed(String sentence) {
    return CompletableFuture.failedFuture(new IllegalStateException(sentence));
  }
}
