package org.amitygate.partner.link;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;
import org.amitygate.core.json.Json;

/**
 * Where messages and receipts stand in the journal, by their seq. What is about the route is noted
 * when it is written: its records grow for years, and the writer never reads them all. The records
 * of a crossing are few and are looked through.
 */
final class Places {

  static final String PLACES = "partner-places";

  /** Which record of a message is meant. */
  enum Of {
    SENT(Streams.SENT),
    RECEIVED(Streams.RECEIVED),
    RECEIPT(Reception.RECEIPT);

    private final String record;

    Of(String record) {
      this.record = record;
    }
  }

  /** Places in one item. */
  private static final int TOGETHER = 32;

  /** So many of the last records are looked through for what is not noted, so many at once. */
  private static final int LOOKED_THROUGH = 4_096;

  private static final int PAGE = 256;

  private Places() {}

  /** The record that was just appended is this one. */
  static void note(Transaction tx, Partner partner, String stream, Of what, long seq) {
    if (isNoted(stream)) {
      String key = key(partner, stream, what, seq);
      ObjectNode places = tx.item(PLACES, key).orElseGet(Json::object);
      long place = tx.lastSeq(partner.journalStream(stream));
      tx.put(PLACES, key, places.put(Long.toString(seq), place));
    }
  }

  private static boolean isNoted(String stream) {
    return !stream.startsWith("crossing:");
  }

  private static String key(Partner partner, String stream, Of what, long seq) {
    return Streams.key(partner, stream) + "|" + what + "|" + (seq - 1) / TOGETHER;
  }

  /**
   * The first record of this kind about a message.
   *
   * @param isIt of all records of this kind, where the place is not noted
   */
  static Optional<Entry> find(
      View view, Partner partner, String stream, Of what, long seq, Predicate<Entry> isIt) {
    Optional<Entry> noted = noted(view, partner, stream, what, seq);
    if (noted.isPresent()) {
      return noted;
    }
    return lookThrough(
            view,
            partner.journalStream(stream),
            entry -> entry.type().equals(what.record) && isIt.test(entry),
            1)
        .stream()
        .findFirst();
  }

  private static Optional<Entry> noted(
      View view, Partner partner, String stream, Of what, long seq) {
    if (!isNoted(stream)) {
      return Optional.empty();
    }
    return view.item(PLACES, key(partner, stream, what, seq))
        .map(places -> places.path(Long.toString(seq)).asLong())
        .filter(place -> place > 0)
        .flatMap(
            place ->
                view.records(partner.journalStream(stream), place, 1).stream()
                    .filter(entry -> entry.type().equals(what.record))
                    .findFirst());
  }

  /**
   * Our own messages from one seq to another, in their order.
   *
   * @param isIt of all records of this kind, where the places are not noted
   */
  static List<Entry> sent(
      View view, Partner partner, String stream, long from, long to, Predicate<Entry> isIt) {
    List<Entry> found = new ArrayList<>();
    for (long seq = from; seq <= to; seq++) {
      Optional<Entry> noted = noted(view, partner, stream, Of.SENT, seq);
      if (noted.isEmpty()) {
        return lookThrough(
            view,
            partner.journalStream(stream),
            entry -> entry.type().equals(Of.SENT.record) && isIt.test(entry),
            (int) (to - from + 1));
      }
      found.add(noted.get());
    }
    return found;
  }

  private static List<Entry> lookThrough(
      View view, String journalStream, Predicate<Entry> wanted, int most) {
    List<Entry> found = new ArrayList<>();
    long last = view.lastSeq(journalStream);
    for (long from = Math.max(1, last - LOOKED_THROUGH + 1); from <= last; from += PAGE) {
      for (Entry entry : view.records(journalStream, from, PAGE)) {
        if (wanted.test(entry) && found.size() < most) {
          found.add(entry);
        }
      }
      if (found.size() >= most) {
        return found;
      }
    }
    return found;
  }

  /** Every record of a stream, page after page. */
  static void each(View view, String journalStream, Consumer<Entry> taker) {
    long from = 1;
    List<Entry> page;
    do {
      page = view.records(journalStream, from, PAGE);
      page.forEach(taker);
      from += PAGE;
    } while (page.size() == PAGE);
  }
}
