package org.amitygate.partner.link;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.Crossings;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.journal.CrossingQuery;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.View;
import org.amitygate.partner.handover.MessageType;
import org.amitygate.partner.reconcile.Leaf;
import org.amitygate.partner.reconcile.Leaves;

/**
 * The crossings that are shared with a partner, as a reconciliation compares them. A period is
 * counted by the time in their ids, which is the same on both sides whatever their clocks say.
 */
final class SharedCrossings {

  private static final int PAGE = 500;

  /** Records of a crossing that are read at once. */
  private static final int TOGETHER = 32;

  /** So many recent records of a crossing are looked through. */
  private static final int NEWER_AT_MOST = 512;

  private static final Set<String> QUESTIONS =
      Set.of(MessageType.STATUS_REQ.name(), MessageType.STATUS.name());

  /** A crossing may stand in the journal of the entry side by so much earlier than its id says. */
  private static final Duration CLOCKS = LinkHealth.STOP;

  private SharedCrossings() {}

  /**
   * Reads them. Takes long on many crossings: not for the writer.
   *
   * @param from inclusive
   * @param until exclusive
   * @param now gate time
   */
  static Leaves between(View view, Partner partner, Instant from, Instant until, Instant now) {
    Set<String> moving = moving(view, partner);
    List<Leaf> leaves = new ArrayList<>();
    Optional<CrossingQuery.Place> after = Optional.empty();
    List<CrossingRow> page;
    do {
      page = view.find(query(from.minus(CLOCKS), after));
      for (CrossingRow row : page) {
        Instant begun = begun(row.id());
        if (!begun.isBefore(from) && begun.isBefore(until)) {
          leaf(view, partner, row, moving, now).ifPresent(leaves::add);
        }
        after = Optional.of(CrossingQuery.Place.of(row));
      }
    } while (page.size() == PAGE);
    return new Leaves(leaves);
  }

  private static CrossingQuery query(Instant from, Optional<CrossingQuery.Place> after) {
    return new CrossingQuery(
        "", "", "", "", "", "", "", "", Optional.of(from), Optional.empty(), after, PAGE);
  }

  /** The time in the id of a crossing (UUID version 7). */
  static Instant begun(UUID crossing) {
    return Instant.ofEpochMilli(crossing.getMostSignificantBits() >>> 16);
  }

  /** Streams of messages in which something is under way or missing. */
  private static Set<String> moving(View view, Partner partner) {
    Set<String> streams = new HashSet<>();
    view.outbox().stream()
        .filter(outgoing -> outgoing.kind().equals(Outbox.KIND))
        .filter(outgoing -> outgoing.body().path("partner").asText().equals(partner.id()))
        .filter(outgoing -> !QUESTIONS.contains(outgoing.body().path("messageType").asText()))
        .forEach(outgoing -> streams.add(outgoing.body().path("stream").asText()));
    view.items(Streams.GAP).stream()
        .filter(gap -> gap.body().path("partner").asText().equals(partner.id()))
        .forEach(gap -> streams.add(gap.body().path("stream").asText()));
    return streams;
  }

  private static Optional<Leaf> leaf(
      View view, Partner partner, CrossingRow row, Set<String> moving, Instant now) {
    Crossing crossing = Crossings.of(row);
    if (!crossing.partner().equals(partner.id()) || crossing.manual()) {
      return Optional.empty();
    }
    HandoverState state = crossing.handover().state();
    boolean nothing = state == HandoverState.LOCAL || state == HandoverState.REFUSED;
    String stream = "crossing:" + row.id();
    if (nothing && crossing.role() == Role.EXIT && !offered(view, partner, crossing, stream)) {
      return Optional.empty();
    }
    boolean ended = state == HandoverState.CLEARED || (nothing && !row.open());
    int committed =
        state == HandoverState.CLEARED || crossing.handover().committed()
            ? crossing.handover().committedEpoch()
            : 0;
    boolean recent = row.changedAt().plus(partner.settledAfter()).isAfter(now);
    boolean pending = moving.contains(stream) || (recent && !settled(view, partner, row.id(), now));
    HandoverState shown = nothing && ended ? HandoverState.REFUSED : state;
    return Optional.of(new Leaf(row.id(), shown, committed, ended, pending));
  }

  private static boolean offered(View view, Partner partner, Crossing crossing, String stream) {
    return crossing.handover().state() != HandoverState.LOCAL
        || crossing.handover().epoch() > 1
        || Streams.position(view, partner, stream).sent() > 0;
  }

  private static String on(Entry entry) {
    return entry.body().path("on").asText();
  }

  /**
   * Nothing of weight was recorded about a crossing for some time: what it says is no news. That
   * the gates ask each other how it stands is no news. Reads backwards, no further than that time
   * and a bound: where more was recorded, there is news.
   */
  static boolean settled(View view, Partner partner, UUID crossing, Instant now) {
    String stream = "crossing:" + crossing;
    Instant before = now.minus(partner.settledAfter());
    List<Entry> last = new ArrayList<>();
    for (long until = view.lastSeq(stream); until > 0; until -= TOGETHER) {
      if (last.size() >= NEWER_AT_MOST) {
        return false;
      }
      long from = Math.max(1, until - TOGETHER + 1);
      List<Entry> some = view.records(stream, from, (int) (until - from + 1));
      last.addAll(0, some);
      if (some.isEmpty() || !some.get(0).at().isAfter(before)) {
        break;
      }
    }
    return nothingNew(last, before);
  }

  private static boolean nothingNew(List<Entry> last, Instant before) {
    Set<String> questions = new HashSet<>();
    boolean settled = true;
    for (Entry entry : last) {
      String messageId = entry.body().path("messageId").asText();
      if (QUESTIONS.contains(entry.body().path("messageType").asText())) {
        questions.add(messageId);
      }
      boolean news =
          !questions.contains(messageId)
              && !entry.type().equals("AlarmRaised")
              && QUESTIONS.stream().noneMatch(each -> on(entry).equals("message " + each));
      settled &= !news || !entry.at().isAfter(before);
    }
    return settled;
  }
}
