package org.amitygate.partner.link;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.PartnerConfig;
import org.amitygate.core.crossing.CrossingDesk;
import org.amitygate.core.journal.Item;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;
import org.amitygate.core.time.GateClock;
import org.amitygate.partner.handover.MessageType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is looked at now and then: streams in which something is missing, and what the index need
 * not keep any longer.
 */
final class Rounds {

  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

  /** Protocol, "Order": a gap is held ≤ 60 s, then asked for again. */
  static final Duration GAP = Duration.ofSeconds(60);

  /** After this the index forgets a stream; its timeline still knows every message and receipt. */
  static final Duration KEEP = Duration.ofDays(7);

  private static final Duration FORGET_EVERY = Duration.ofHours(1);
  private static final int AT_ONCE = 100;

  private final ConfigSource config;
  private final Journal journal;
  private final GateClock clock;
  private final Outbox outbox;
  private final Supplier<CrossingDesk> desk;
  private final Advices advices;
  private final Reception reception;
  private final Map<String, List<String>> profiles = new ConcurrentHashMap<>();
  private Instant forgotAt;

  Rounds(
      ConfigSource config,
      Journal journal,
      GateClock clock,
      Outbox outbox,
      Supplier<CrossingDesk> desk,
      Advices advices,
      Reception reception) {
    this.config = config;
    this.journal = journal;
    this.clock = clock;
    this.outbox = outbox;
    this.desk = desk;
    this.advices = advices;
    this.reception = reception;
    this.forgotAt = clock.now();
  }

  /** Called every few seconds, on one thread; never blocks. */
  void look() {
    Instant now = clock.now();
    journal
        .read(view -> toAskFor(view, now))
        .thenAccept(gaps -> gaps.forEach(gap -> submit(tx -> ask(tx, gap.id()))))
        .exceptionally(Rounds::log);
    journal
        .read(this::toGoOnWith)
        .thenAccept(gaps -> gaps.forEach(gap -> submit(tx -> goOn(tx, gap.body()))))
        .exceptionally(Rounds::log);
    config.current().partners().values().forEach(this::agreed);
    if (Duration.between(forgotAt, now).compareTo(FORGET_EVERY) >= 0) {
      forgotAt = now;
      forget(now);
    }
  }

  /** Profiles that the configuration has are kept, once. */
  private void agreed(PartnerConfig partner) {
    if (!partner.profiles().equals(profiles.put(partner.id(), partner.profiles()))) {
      journal
          .submit(tx -> Profiles.agreed(tx, partner))
          .exceptionally(
              failure -> {
                profiles.remove(partner.id());
                return log(failure);
              });
    }
  }

  /** Streams whose next message is there, as when the gate stopped before it was applied. */
  private List<Item> toGoOnWith(View view) {
    return view.items(Streams.GAP).stream()
        .filter(gap -> partner(gap.body()).filter(it -> nextIsHeld(view, it, gap)).isPresent())
        .toList();
  }

  private static boolean nextIsHeld(View view, Partner partner, Item gap) {
    String stream = gap.body().path("stream").asText();
    long next = Streams.position(view, partner, stream).received() + 1;
    return Streams.isHeld(view, partner, stream, next);
  }

  private Object goOn(Transaction tx, ObjectNode gap) {
    String stream = gap.path("stream").asText();
    return partner(gap).map(it -> reception.applyHeld(tx, it, stream)).orElse(stream);
  }

  private Optional<Partner> partner(ObjectNode gap) {
    return Partner.of(config, gap.path("partner").asText());
  }

  /** One question about a stream is enough, however long it waits for the partner. */
  private List<Item> toAskFor(View view, Instant now) {
    List<Item> due =
        view.items(Streams.GAP).stream().filter(gap -> olderThan(gap, "since", now, GAP)).toList();
    if (due.isEmpty()) {
      return due;
    }
    Set<String> asked = Outbox.waiting(view, MessageType.STATUS_REQ.name());
    return due.stream()
        .filter(gap -> !asked.contains(gap.id()))
        .filter(gap -> partner(gap.body()).filter(it -> nextIsHeld(view, it, gap)).isEmpty())
        .toList();
  }

  /** Asks for what is missing, and again after the same time. */
  private Void ask(Transaction tx, String key) {
    var gap = tx.item(Streams.GAP, key).orElse(null);
    if (gap == null
        || Duration.between(time(gap.path("since").asText()), tx.now()).compareTo(GAP) < 0) {
      return null;
    }
    String stream = gap.path("stream").asText();
    Optional<Partner> found = partner(gap);
    if (found.isEmpty()) {
      return null;
    }
    Partner partner = found.get();
    long from = Streams.position(tx, partner, stream).received() + 1;
    long to = Streams.firstHeld(tx, partner, stream).map(held -> held - 1).orElse(from + 255);
    Optional<UUID> crossing =
        stream.startsWith("crossing:")
            ? Optional.of(UUID.fromString(stream.substring(9)))
            : Optional.empty();
    int epoch =
        crossing
            .map(id -> desk.get().find(tx, id).map(known -> known.handover().epoch()).orElse(1))
            .orElse(0);
    Map<String, Object> body = Map.of("resendFrom", from, "resendTo", to);
    outbox.send(tx, partner, crossing, MessageType.STATUS_REQ, epoch, body, Optional.empty());
    tx.put(Streams.GAP, key, gap.put("since", tx.now().toString()));
    return null;
  }

  private void forget(Instant now) {
    submit(
        tx -> {
          advices.forget(tx);
          Quotas.forget(tx);
          return tx.now();
        });
    journal
        .read(
            view ->
                view.items(Streams.POSITION).stream()
                    .filter(item -> olderThan(item, "at", now, KEEP))
                    .toList())
        .thenAccept(
            old -> {
              for (int i = 0; i < old.size(); i += AT_ONCE) {
                List<Item> some = old.subList(i, Math.min(old.size(), i + AT_ONCE));
                submit(tx -> Streams.forget(tx, some));
              }
            })
        .exceptionally(Rounds::log);
  }

  private void submit(Journal.Work<?> work) {
    journal.submit(work).exceptionally(Rounds::log);
  }

  private static <R> R log(Throwable failure) {
    LOG.warn("streams of messages could not be looked after: {}", failure.toString());
    return null;
  }

  private static boolean olderThan(Item item, String member, Instant now, Duration age) {
    return Duration.between(time(item.body().path(member).asText()), now).compareTo(age) >= 0;
  }

  private static Instant time(String text) {
    return Instant.parse(text);
  }
}
