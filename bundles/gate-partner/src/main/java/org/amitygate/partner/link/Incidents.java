package org.amitygate.partner.link;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.amitygate.config.ConfigSource;
import org.amitygate.core.journal.Item;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;
import org.amitygate.core.json.Json;
import org.amitygate.partner.handover.Limit;
import org.amitygate.partner.handover.MessageType;

/**
 * Incidents that one side told the other until their people have acknowledged them. That a message
 * was received says nothing of people: only INCIDENT_ACK does.
 */
final class Incidents {

  private static final String KIND = "partner-incident";
  private static final Duration KEEP = Duration.ofDays(7);

  /** One that nobody acknowledged stands in the records only, after this. */
  private static final Duration UNANSWERED = Duration.ofDays(30);

  private static final int AT_ONCE = 100;

  private final ConfigSource config;
  private final Outbox outbox;

  Incidents(ConfigSource config, Outbox outbox) {
    this.config = config;
    this.outbox = outbox;
  }

  /**
   * Tells one, to be acknowledged within this side's limit.
   *
   * @param crossing empty: it is about the route
   * @return its id
   */
  String tell(
      Transaction tx,
      Partner partner,
      Optional<UUID> crossing,
      int epoch,
      Map<String, Object> incident) {
    Map<String, Object> body = new LinkedHashMap<>(incident);
    String ackBy = tx.now().plus(partner.limit(Limit.INCIDENT_ACK)).toString();
    body.put("ackBy", ackBy);
    String id =
        outbox.send(tx, partner, crossing, MessageType.INCIDENT, epoch, body, Optional.empty());
    ObjectNode item = item(partner, "ours", String.valueOf(incident.get("kind")), tx.now());
    crossing.ifPresent(about -> item.put("crossing", about.toString()));
    tx.put(KIND, id, item.put("ackBy", ackBy));
    return id;
  }

  private static ObjectNode item(Partner partner, String whose, String kind, Instant at) {
    ObjectNode item = Json.object().put("partner", partner.id()).put("whose", whose);
    return item.put("kind", kind).put("at", at.toString());
  }

  /** The partner told one. */
  void heard(Transaction tx, Message message) {
    ObjectNode body = message.envelope().body();
    ObjectNode item =
        item(message.partner(), "theirs", body.path("kind").asText(), tx.now())
            .put("ackBy", body.path("ackBy").asText(""))
            .put("epoch", message.envelope().epoch());
    message.envelope().crossingId().ifPresent(id -> item.put("crossing", id.toString()));
    // the partner chose the id: it must not be that of another one
    tx.put(KIND, message.partner().id() + "|" + message.envelope().id(), item);
  }

  /** The message that told it: theirs stand under the partner's name too. */
  private static String messageId(Item item) {
    return item.id().substring(item.id().indexOf('|') + 1);
  }

  /** Of an incident of theirs: no other one has it. */
  private static String longName(Item item) {
    return item.body().path("partner").asText() + "/" + messageId(item);
  }

  /** INCIDENT_ACK. @return it is about one that was told this partner */
  boolean acknowledged(Transaction tx, Message message) {
    String id = message.envelope().body().path("incident").asText();
    Optional<ObjectNode> item =
        tx.item(KIND, id)
            .filter(known -> known.path("whose").asText().equals("ours"))
            .filter(known -> known.path("partner").asText().equals(message.partner().id()));
    item.ifPresent(
        known -> {
          boolean late = known.has("overdue");
          ObjectNode record = Json.object().put("incident", id).put("late", late);
          tx.append("partner:" + message.partner().id(), "IncidentAcknowledgedByPartner", record);
          tx.put(KIND, id, known.put("acknowledged", tx.now().toString()));
        });
    return item.isPresent();
  }

  /** People here know of one that the partner told. */
  String acknowledge(Transaction tx, String called) throws Refusal {
    List<Item> theirs =
        tx.items(KIND).stream()
            .filter(item -> item.body().path("whose").asText().equals("theirs"))
            .toList();
    List<Item> named = theirs.stream().filter(item -> longName(item).equals(called)).toList();
    List<Item> found =
        named.isEmpty() && !called.isEmpty()
            ? theirs.stream().filter(item -> messageId(item).endsWith(called)).toList()
            : named;
    if (found.size() != 1) {
      throw new Refusal(
          (found.isEmpty() ? "there is no incident '" : "there are several incidents '")
              + called
              + "' of a partner; 'gate:pending' shows them");
    }
    ObjectNode item = found.get(0).body().deepCopy();
    String kind = item.path("kind").asText();
    if (item.has("acknowledged")) {
      return kind + " was acknowledged before";
    }
    String partnerId = item.path("partner").asText();
    Partner partner =
        Partner.of(config, partnerId)
            .orElseThrow(() -> new Refusal("partner '" + partnerId + "' is not configured"));
    Optional<UUID> crossing =
        item.has("crossing")
            ? Optional.of(UUID.fromString(item.path("crossing").asText()))
            : Optional.empty();
    outbox.send(
        tx,
        partner,
        crossing,
        MessageType.INCIDENT_ACK,
        item.path("epoch").asInt(),
        Map.of("incident", messageId(found.get(0))),
        Optional.empty());
    tx.put(KIND, found.get(0).id(), item.put("acknowledged", tx.now().toString()));
    return kind + " of partner '" + partner.id() + "' is acknowledged; the partner is told";
  }

  /**
   * Raises an alarm, once, for each that nobody acknowledged in time; forgets old ones; so many at
   * once.
   */
  int look(Transaction tx) {
    int late = 0;
    for (Item item : toLookAt(tx, tx.now()).limit(AT_ONCE).toList()) {
      ObjectNode body = item.body();
      if (hasBecomeOverdue(body, tx.now())) {
        String text =
            "partner '%s' has not acknowledged incident %s (%s) by %s"
                .formatted(
                    body.path("partner").asText(),
                    body.path("kind").asText(),
                    item.id(),
                    body.path("ackBy").asText());
        String partner = body.path("partner").asText();
        Alarms.raise(tx, "partner:" + partner, "INCIDENT_NOT_ACKNOWLEDGED", partner, text);
        tx.put(KIND, item.id(), body.deepCopy().put("overdue", true));
        late++;
      } else {
        tx.remove(KIND, item.id());
      }
    }
    return late;
  }

  /** Something is to be done in {@link #look}. */
  static boolean hasWork(View view, Instant now) {
    return toLookAt(view, now).findAny().isPresent();
  }

  private static Stream<Item> toLookAt(View view, Instant now) {
    return view.items(KIND).stream()
        .filter(item -> hasBecomeOverdue(item.body(), now) || isToBeForgotten(item.body(), now));
  }

  /** One of ours is told to be overdue before. */
  private static boolean isToBeForgotten(ObjectNode body, Instant now) {
    if (body.has("acknowledged")) {
      return Instant.parse(body.path("acknowledged").asText()).plus(KEEP).isBefore(now);
    }
    boolean awaited = body.path("whose").asText().equals("ours") && !body.has("overdue");
    return !awaited && Instant.parse(body.path("at").asText()).plus(UNANSWERED).isBefore(now);
  }

  /** One of ours that nobody acknowledged in time, and that is not told yet. */
  private static boolean hasBecomeOverdue(ObjectNode body, Instant now) {
    return body.path("whose").asText().equals("ours")
        && !body.has("acknowledged")
        && !body.has("overdue")
        && Instant.parse(body.path("ackBy").asText()).isBefore(now);
  }

  /** Those that are not settled; of ours, whether the partner's gate has received them. */
  static List<ObjectNode> pending(View view) {
    Set<String> undelivered =
        view.outbox().stream()
            .map(outgoing -> outgoing.body().path("messageId").asText())
            .collect(Collectors.toSet());
    List<Item> items = view.items(KIND);
    Map<String, Long> theirs =
        items.stream()
            .filter(item -> item.body().path("whose").asText().equals("theirs"))
            .collect(Collectors.groupingBy(Incidents::messageId, Collectors.counting()));
    List<ObjectNode> lines = new ArrayList<>();
    for (Item item : items) {
      ObjectNode body = item.body();
      if (body.has("acknowledged")) {
        continue;
      }
      boolean ours = body.path("whose").asText().equals("ours");
      String state =
          !ours
              ? "to be acknowledged here"
              : undelivered.contains(item.id()) ? "not received" : "received, not acknowledged";
      ObjectNode line = Json.object().put("what", ours ? "incident told" : "incident");
      boolean ambiguous = !ours && theirs.get(messageId(item)) > 1;
      line.put("id", ambiguous ? longName(item) : messageId(item));
      line.put("partner", body.path("partner").asText());
      line.put("name", body.path("kind").asText()).put("at", body.path("at").asText());
      line.put("state", body.has("overdue") ? state + ", overdue" : state);
      lines.add(line.put("until", body.path("ackBy").asText()));
    }
    return lines;
  }
}
