package org.amitygate.partner.link;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.amitygate.config.ConfigSource;
import org.amitygate.core.crossing.Crossings;
import org.amitygate.core.journal.Archive;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;
import org.amitygate.core.json.Json;
import org.amitygate.core.time.GateClock;
import org.amitygate.partner.envelope.Receipt.Verdict;
import org.amitygate.partner.envelope.RouteBodies;
import org.amitygate.partner.reconcile.EvidenceHead;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Swaps heads of the evidence with the partners, "so neither can rewrite its past". A head is sent
 * every minute in which a shared crossing went on, and every hour otherwise; while one waits for
 * the partner none is made, and the next covers what grew meanwhile, as far as {@link #RECORDS} go;
 * the rest is for those that follow it at once. Its countersignature is the partner's receipt: a
 * signature over the digest of the very message, given with APPLIED only if the head follows the
 * one before it.
 */
final class EvidenceHeads {

  private static final Logger LOG = LoggerFactory.getLogger(EvidenceHeads.class);

  /** Protocol, "Evidence log: the sides swap signed heads every minute". */
  private static final Duration EVERY = Duration.ofMinutes(1);

  private static final Duration IDLE = Duration.ofHours(1);

  /** Looked at for one head: some hundred crossings, a list of 100 KB. */
  static final int RECORDS = 10_000;

  /** Our last head by partner, and theirs. */
  private static final String OURS = "partner-head";

  private static final String THEIRS = "partner-head-theirs";

  private final ConfigSource config;
  private final Journal journal;
  private final Supplier<Optional<Archive>> archive;
  private final GateClock clock;
  private final Outbox outbox;
  private final Instant started;
  private final Map<String, Instant> lookedAt = new ConcurrentHashMap<>();

  /**
   * @param archive empty while the journal cannot tell its ends: no head is sent
   */
  EvidenceHeads(
      ConfigSource config,
      Journal journal,
      Supplier<Optional<Archive>> archive,
      GateClock clock,
      Outbox outbox) {
    this.config = config;
    this.journal = journal;
    this.archive = archive;
    this.clock = clock;
    this.outbox = outbox;
    this.started = clock.now();
  }

  /** Called every few seconds, on one thread; never blocks. */
  void look() {
    Instant now = clock.now();
    Optional<Archive> ends = archive.get();
    for (String id : config.current().partners().keySet()) {
      Instant last = lookedAt.computeIfAbsent(id, partner -> started);
      if (ends.isPresent() && Duration.between(last, now).compareTo(EVERY) >= 0) {
        lookedAt.put(id, now);
        Partner.of(config, id)
            .ifPresent(
                partner ->
                    head(ends.get(), partner)
                        .exceptionally(
                            failure -> {
                              LOG.warn("no head for partner '{}': {}", id, failure.toString());
                              return false;
                            }));
      }
    }
  }

  /** Our last head. */
  private record Last(long number, String digest, OptionalLong through, Instant at) {

    static Last of(View view, Partner partner) {
      return view.item(OURS, partner.id())
          .map(
              item ->
                  new Last(
                      item.path("number").asLong(),
                      item.path("digest").asText(),
                      OptionalLong.of(item.path("through").asLong()),
                      Instant.parse(item.path("at").asText())))
          .orElseGet(() -> new Last(0, EvidenceHead.NONE, OptionalLong.empty(), Instant.EPOCH));
    }
  }

  /**
   * While one waits none is made: a link that is down has one waiting.
   *
   * @return whether there was anything to be told
   */
  private CompletableFuture<Boolean> head(Archive archive, Partner partner) {
    return journal
        .read(
            view ->
                Outbox.waits(view, partner, RouteBodies.EVIDENCE_HEAD)
                    ? Optional.<Last>empty()
                    : Optional.of(Last.of(view, partner)))
        .thenCompose(
            last ->
                last.isEmpty()
                    ? CompletableFuture.completedFuture(false)
                    : headAfter(archive, partner, last.get(), last.get().through()));
  }

  /**
   * @param place behind what the last head covers, or behind more of which the partner knows
   *     nothing
   */
  private CompletableFuture<Boolean> headAfter(
      Archive archive, Partner partner, Last last, OptionalLong place) {
    return archive
        .grown(place, RECORDS)
        .thenCompose(
            grown ->
                journal
                    .read(view -> shared(view, partner, grown.heads()))
                    .thenCompose(
                        ends ->
                            ends.isEmpty() && !grown.all()
                                ? headAfter(
                                    archive, partner, last, OptionalLong.of(grown.through()))
                                : send(partner, last, grown, ends)));
  }

  /** The ends of the streams that have something about this partner. */
  private static List<EvidenceHead.End> shared(
      View view, Partner partner, List<Archive.Head> heads) {
    return heads.stream()
        .filter(head -> isShared(view, partner, head.stream()))
        .map(head -> new EvidenceHead.End(head.stream(), head.seq(), head.hash()))
        .toList();
  }

  private static boolean isShared(View view, Partner partner, String stream) {
    if (!stream.startsWith("crossing:")) {
      return stream.equals("partner:" + partner.id());
    }
    return view.crossing(UUID.fromString(stream.substring(9)))
        .map(Crossings::of)
        .filter(crossing -> crossing.partner().equals(partner.id()))
        .isPresent();
  }

  private CompletableFuture<Boolean> send(
      Partner partner, Last last, Archive.Grown grown, List<EvidenceHead.End> ends) {
    boolean idle =
        grown.all() && ends.stream().noneMatch(end -> end.stream().startsWith("crossing:"));
    if (ends.isEmpty() || (idle && last.at().plus(IDLE).isAfter(clock.now()))) {
      return CompletableFuture.completedFuture(false);
    }
    if (!grown.all()) {
      lookedAt.put(partner.id(), Instant.EPOCH);
    }
    return journal.submit(
        tx -> {
          if (Last.of(tx, partner).number() == last.number()) {
            send(tx, partner, EvidenceHead.of(last.number() + 1, last.digest(), ends), ends);
            ObjectNode item = Json.object().put("number", last.number() + 1);
            String digest = EvidenceHead.of(last.number() + 1, last.digest(), ends).digest();
            item.put("digest", digest)
                .put("through", grown.through())
                .put("at", tx.now().toString());
            tx.put(OURS, partner.id(), item);
          }
          return true;
        });
  }

  private void send(
      Transaction tx, Partner partner, EvidenceHead head, List<EvidenceHead.End> ends) {
    Outbox.Sent sent = outbox.send(tx, partner, RouteBodies.EVIDENCE_HEAD, body(head));
    ObjectNode record =
        record(partner, head).put("messageId", sent.messageId()).put("message", sent.message());
    ArrayNode list = record.putArray("heads");
    for (EvidenceHead.End end : ends) {
      list.addArray().add(end.stream()).add(end.seq()).add(HexFormat.of().formatHex(end.hash()));
    }
    tx.append("partner:" + partner.id(), "EvidenceHeadSent", record);
  }

  private static Map<String, Object> body(EvidenceHead head) {
    return Map.of(
        "number", head.number(),
        "previous", head.previous(),
        "count", head.count(),
        "root", head.root());
  }

  private static ObjectNode record(Partner partner, EvidenceHead head) {
    return Json.object()
        .put("partner", partner.id())
        .put("number", head.number())
        .put("previous", head.previous())
        .put("count", head.count())
        .put("root", head.root())
        .put("digest", head.digest());
  }

  /** A head of theirs: kept with their signature, and compared with the one before it. */
  Verdict heard(Transaction tx, Message message) {
    Partner partner = message.partner();
    ObjectNode body = message.envelope().body();
    EvidenceHead head =
        new EvidenceHead(
            body.path("number").asLong(),
            body.path("previous").asText(),
            body.path("count").asLong(),
            body.path("root").asText());
    Optional<ObjectNode> before = tx.item(THEIRS, partner.id());
    long number = before.map(item -> item.path("number").asLong()).orElse(0L);
    String digest = before.map(item -> item.path("digest").asText()).orElse(EvidenceHead.NONE);
    boolean follows = head.number() == number + 1 && head.previous().equals(digest);
    ObjectNode record =
        record(partner, head)
            .put("messageId", message.envelope().id().toString())
            .put("message", message.text())
            .put("follows", follows);
    tx.append("partner:" + partner.id(), "EvidenceHeadReceived", record);
    tx.put(
        THEIRS,
        partner.id(),
        Json.object().put("number", head.number()).put("digest", head.digest()));
    if (!follows) {
      String text =
          "head "
              + head.number()
              + " of partner '"
              + partner.id()
              + "' does not follow its head "
              + number
              + ", which it signed before: its records were rewritten or set back";
      Alarms.raise(tx, "partner:" + partner.id(), "EVIDENCE_REWRITTEN", partner.id(), text);
    }
    return follows ? Verdict.APPLIED : Verdict.RECORDED;
  }
}
