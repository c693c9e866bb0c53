package org.amitygate.partner.link;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.Item;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;
import org.amitygate.core.json.Json;

/**
 * How far each stream of messages has come, both ways, and what waits in it. What is said of a
 * crossing that ended is forgotten here, and found in its timeline.
 */
final class Streams {

  /** How far a stream is: the last seq sent, and the last received one that was applied. */
  static final String POSITION = "partner-stream";

  /** Messages that came before their turn. */
  static final String HELD = "partner-held";

  /** Streams with something missing, and since when. */
  static final String GAP = "partner-gap";

  /** How far ahead of its turn a message may come and still be kept. */
  static final int AHEAD = 256;

  /** Streams of one partner in which something may be missing at once. */
  static final int MOST_GAPS = 100;

  /** Messages received lately, by partner and message id. */
  static final String MESSAGE = "partner-message";

  /** Messages of one stream in the index; older ones are found in the timeline. */
  private static final int INDEXED = 200;

  static final String SENT = "PartnerMessageSent";
  static final String RECEIVED = "PartnerMessageReceived";

  private Streams() {}

  /**
   * @param sent seq of our last message; 0 none. @param received seq of the last of theirs that was
   *     applied
   */
  record Position(long sent, long received) {}

  static String key(Partner partner, String stream) {
    return partner.id() + "|" + stream;
  }

  static Position position(View view, Partner partner, String stream) {
    return view.item(POSITION, key(partner, stream))
        .map(item -> new Position(item.path("sent").asLong(), item.path("received").asLong()))
        .orElseGet(() -> fromRecords(view, partner, stream));
  }

  /**
   * The position of a crossing that was forgotten, from its records; of a stream that is new. What
   * is about the route is never forgotten.
   */
  private static Position fromRecords(View view, Partner partner, String stream) {
    Set<Long> said = new HashSet<>();
    Set<Long> came = new HashSet<>();
    if (stream.startsWith("crossing:")) {
      Places.each(
          view,
          partner.journalStream(stream),
          entry -> {
            if (ours(entry, SENT, partner, stream)) {
              said.add(seq(entry));
            } else if (ours(entry, RECEIVED, partner, stream)) {
              came.add(seq(entry));
            }
          });
    }
    long received = 0;
    while (came.contains(received + 1)) {
      received++;
    }
    return new Position(said.stream().max(Long::compare).orElse(0L), received);
  }

  static long nextSent(Transaction tx, Partner partner, String stream) {
    Position now = position(tx, partner, stream);
    write(tx, partner, stream, new Position(now.sent() + 1, now.received()));
    return now.sent() + 1;
  }

  static void received(Transaction tx, Partner partner, String stream, long seq) {
    write(tx, partner, stream, new Position(position(tx, partner, stream).sent(), seq));
  }

  /**
   * The profile that a stream began with; empty if it did not begin, or before there was a choice.
   */
  static Optional<String> profile(View view, Partner partner, String stream) {
    return view.item(POSITION, key(partner, stream))
        .map(item -> item.path("profile").asText())
        .filter(profile -> !profile.isEmpty());
  }

  static void profile(Transaction tx, Partner partner, String stream, String profile) {
    ObjectNode item = item(tx, partner, stream);
    tx.put(POSITION, key(partner, stream), item.put("profile", profile));
  }

  /** The item of a stream, with its position whatever is kept. */
  private static ObjectNode item(Transaction tx, Partner partner, String stream) {
    ObjectNode item = tx.item(POSITION, key(partner, stream)).orElseGet(Json::object);
    if (!item.has("sent")) {
      Position position = fromRecords(tx, partner, stream);
      item.put("sent", position.sent()).put("received", position.received());
      item.put("at", tx.now().toString());
    }
    return item;
  }

  /** Notes a message of theirs in the index, to be forgotten together with its stream. */
  static void index(
      Transaction tx, Partner partner, String stream, String messageId, ObjectNode entry) {
    tx.put(MESSAGE, partner.id() + "|" + messageId, entry);
    ObjectNode item = item(tx, partner, stream);
    ArrayNode messages = item.withArray("messages").add(messageId);
    if (messages.size() > INDEXED) {
      tx.remove(MESSAGE, partner.id() + "|" + messages.remove(0).asText());
    }
    tx.put(POSITION, key(partner, stream), item.put("at", tx.now().toString()));
  }

  /**
   * Takes streams out of the index whose crossings ended; what was said on them stays in the
   * timelines.
   */
  static Object forget(Transaction tx, List<Item> streams) {
    for (Item stream : streams) {
      String key = stream.id();
      String[] parts = key.split("\\|", 2);
      boolean ended =
          parts[1].startsWith("crossing:")
              && tx.crossing(UUID.fromString(parts[1].substring(9)))
                  .filter(row -> row.open())
                  .isEmpty()
              && tx.item(GAP, key).isEmpty();
      Optional<ObjectNode> now = tx.item(POSITION, key);
      if (ended && now.isPresent() && now.get().path("at").equals(stream.body().path("at"))) {
        now.get().path("messages").forEach(id -> tx.remove(MESSAGE, parts[0] + "|" + id.asText()));
        tx.remove(POSITION, key);
      }
    }
    return streams.size();
  }

  private static void write(Transaction tx, Partner partner, String stream, Position position) {
    ObjectNode item = tx.item(POSITION, key(partner, stream)).orElseGet(Json::object);
    item.put("sent", position.sent())
        .put("received", position.received())
        .put("at", tx.now().toString());
    tx.put(POSITION, key(partner, stream), item);
  }

  /** Keeps a message for its turn. */
  static void hold(Transaction tx, Partner partner, String stream, long seq, String message) {
    tx.put(HELD, heldKey(key(partner, stream), seq), Json.object().put("message", message));
  }

  /**
   * Something is missing in this stream, from now on if it was not before.
   *
   * @return false: something is missing in too many streams of this partner, and nothing of this
   *     one can be kept
   */
  static boolean gap(Transaction tx, Partner partner, String stream) {
    if (tx.item(GAP, key(partner, stream)).isPresent()) {
      return true;
    }
    long gaps =
        tx.items(GAP).stream()
            .filter(gap -> gap.body().path("partner").asText().equals(partner.id()))
            .count();
    if (gaps >= MOST_GAPS) {
      return false;
    }
    String now = tx.now().toString();
    ObjectNode gap = Json.object().put("partner", partner.id()).put("stream", stream);
    tx.put(GAP, key(partner, stream), gap.put("began", now).put("since", now));
    return true;
  }

  /** The message that is held at this place of a stream. */
  static Optional<String> held(View view, Partner partner, String stream, long seq) {
    return view.item(HELD, heldKey(key(partner, stream), seq))
        .map(item -> item.path("message").asText());
  }

  /** The turn of a held message has come. */
  static void letGo(Transaction tx, Partner partner, String stream, long seq) {
    tx.remove(HELD, heldKey(key(partner, stream), seq));
  }

  /**
   * Lets go of messages that came before their turn and whose turn will never come, and asks no
   * longer for what is missing before them.
   */
  static void forgetHeld(Transaction tx, String partner, String stream) {
    String key = partner + "|" + stream;
    if (tx.item(GAP, key).isEmpty()) {
      return; // then nothing is held
    }
    long received = tx.item(POSITION, key).map(item -> item.path("received").asLong()).orElse(0L);
    turnsToCome(received)
        .mapToObj(seq -> heldKey(key, seq))
        .filter(held -> tx.item(HELD, held).isPresent())
        .forEach(held -> tx.remove(HELD, held));
    tx.remove(GAP, key);
  }

  /** The first seq that is held; empty if none is. */
  static Optional<Long> firstHeld(View view, Partner partner, String stream) {
    OptionalLong first =
        turnsToCome(position(view, partner, stream).received())
            .filter(seq -> isHeld(view, partner, stream, seq))
            .findFirst();
    return first.isPresent() ? Optional.of(first.getAsLong()) : Optional.empty();
  }

  /** Where something can be held: looked at one by one, for all that is held is much more. */
  private static LongStream turnsToCome(long received) {
    return LongStream.rangeClosed(received + 1, received + AHEAD);
  }

  static boolean isHeld(View view, Partner partner, String stream, long seq) {
    return held(view, partner, stream, seq).isPresent();
  }

  /** The gap is closed unless something is still held. */
  static void caughtUp(Transaction tx, Partner partner, String stream) {
    if (tx.item(GAP, key(partner, stream)).isPresent()
        && firstHeld(tx, partner, stream).isEmpty()) {
      tx.remove(GAP, key(partner, stream));
    }
  }

  private static String heldKey(String key, long seq) {
    return key + "|" + String.format(Locale.ROOT, "%016d", seq);
  }

  /** The first record of a message received at this place of a stream. */
  static Optional<Entry> receivedAt(View view, Partner partner, String stream, long seq) {
    return Places.find(
        view,
        partner,
        stream,
        Places.Of.RECEIVED,
        seq,
        entry -> ours(entry, RECEIVED, partner, stream) && seq(entry) == seq);
  }

  /** The first receipt that was given for a message received at this place of a stream. */
  static Optional<String> receiptAt(
      View view, Partner partner, String stream, long seq, String messageId) {
    return Places.find(
            view,
            partner,
            stream,
            Places.Of.RECEIPT,
            seq,
            entry -> entry.body().path("messageId").asText().equals(messageId))
        .map(entry -> entry.body().path("receipt").asText());
  }

  /** Our own messages of a stream from one seq to another, as they were signed. */
  static List<Entry> sent(View view, Partner partner, String stream, long from, long to) {
    return Places.sent(
        view,
        partner,
        stream,
        from,
        to,
        entry -> ours(entry, SENT, partner, stream) && seq(entry) >= from && seq(entry) <= to);
  }

  private static long seq(Entry entry) {
    return entry.body().path("seq").asLong();
  }

  private static boolean ours(Entry entry, String type, Partner partner, String stream) {
    return entry.type().equals(type)
        && entry.body().path("partner").asText().equals(partner.id())
        && entry.body().path("stream").asText().equals(stream);
  }
}
