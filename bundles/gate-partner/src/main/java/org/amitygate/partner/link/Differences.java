package org.amitygate.partner.link;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.CrossingDesk;
import org.amitygate.core.handover.ReconciliationDesk.Difference;
import org.amitygate.core.handover.ReconciliationDesk.Report;
import org.amitygate.core.journal.Item;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;
import org.amitygate.partner.handover.MessageType;
import org.amitygate.partner.reconcile.Leaves;

/**
 * What a reconciliation found: the record of it, and for the first crossings that differ an alarm
 * each, once, and a STATUS_REQ; for all the others one alarm. Used on the writer only.
 */
final class Differences {

  /** Crossings that differ, by partner and id, as long as they do. */
  private static final String KIND = "partner-difference";

  /** Whether more differed than are named, by partner. */
  private static final String MORE = "partner-differences";

  /** So many are asked about, and named by an alarm of their own. */
  private static final int NAMED_AT_ONCE = 100;

  /** One whose crossing began earlier stands in the records only. */
  private static final Duration KEEP = Duration.ofDays(30);

  private final Outbox outbox;
  private final Supplier<CrossingDesk> desk;

  Differences(Outbox outbox, Supplier<CrossingDesk> desk) {
    this.outbox = outbox;
    this.desk = desk;
  }

  /**
   * @param asked the report so far
   * @param states what this side has, by final state
   * @return the report with the differences
   */
  Report record(
      Transaction tx,
      Partner partner,
      UUID run,
      Report asked,
      Map<String, Object> states,
      List<Leaves.Difference> found) {
    List<Difference> named = new ArrayList<>();
    Set<String> now = new HashSet<>();
    for (Leaves.Difference each : found) {
      Optional<Crossing> crossing = desk.get().find(tx, each.crossing());
      Difference difference =
          new Difference(
              each.crossing(),
              crossing.map(Crossing::name).orElse(each.crossing().toString()),
              each.ours().toString(),
              each.theirs().toString());
      named.add(difference);
      now.add(key(partner, each.crossing()));
      if (named.size() <= NAMED_AT_ONCE) {
        if (isNew(tx, partner, difference)) {
          alarm(tx, partner, difference, crossing.isPresent());
        }
        ask(tx, partner, each.crossing(), crossing);
      }
    }
    more(tx, partner, named.size() - NAMED_AT_ONCE);
    forget(tx, partner, asked, now);
    ObjectNode body =
        Json.object()
            .put("run", run.toString())
            .put("partner", partner.id())
            .put("from", asked.from().toString())
            .put("until", asked.until().toString());
    body.set("states", Json.object(states));
    ArrayNode list = body.putArray("differences");
    named.forEach(
        each ->
            list.addObject()
                .put("crossingId", each.crossing().toString())
                .put("name", each.name())
                .put("ours", each.ours())
                .put("theirs", each.theirs()));
    body.put("pending", asked.pending()).put("whole", asked.whole());
    tx.append("partner:" + partner.id(), "Reconciled", body);
    return new Report(
        asked.partner(),
        asked.from(),
        asked.until(),
        asked.compared(),
        named,
        asked.pending(),
        asked.whole());
  }

  private static String key(Partner partner, UUID crossing) {
    return partner.id() + "|" + crossing;
  }

  private static boolean isNew(Transaction tx, Partner partner, Difference difference) {
    String key = key(partner, difference.crossing());
    ObjectNode item =
        Json.object().put("ours", difference.ours()).put("theirs", difference.theirs());
    boolean known = tx.item(KIND, key).filter(item::equals).isPresent();
    tx.put(KIND, key, item);
    return !known;
  }

  private static void alarm(
      Transaction tx, Partner partner, Difference difference, boolean knownHere) {
    String text =
        "crossing "
            + difference.name()
            + " is "
            + difference.ours()
            + " here and "
            + difference.theirs()
            + " at partner '"
            + partner.id()
            + "'";
    String stream = knownHere ? "crossing:" + difference.crossing() : "partner:" + partner.id();
    Alarms.raise(tx, stream, "RECONCILIATION", partner.id(), text);
  }

  /** One alarm for all the others, until there are none. */
  private static void more(Transaction tx, Partner partner, int count) {
    boolean known = tx.item(MORE, partner.id()).isPresent();
    if (count > 0 && !known) {
      tx.put(MORE, partner.id(), Json.object().put("at", tx.now().toString()));
      String text =
          "%d more crossings differ at partner '%s': the record Reconciled names them"
              .formatted(count, partner.id());
      Alarms.raise(tx, "partner:" + partner.id(), "RECONCILIATION", partner.id(), text);
    } else if (count <= 0 && known) {
      tx.remove(MORE, partner.id());
    }
  }

  private void ask(Transaction tx, Partner partner, UUID crossing, Optional<Crossing> known) {
    outbox.send(
        tx,
        partner,
        Optional.of(crossing),
        MessageType.STATUS_REQ,
        known.map(each -> each.handover().epoch()).orElse(1),
        Map.of(),
        Optional.empty());
  }

  /**
   * What differed once and was compared again without a difference is forgotten, and what nobody
   * compares any more.
   */
  private static void forget(Transaction tx, Partner partner, Report asked, Set<String> now) {
    for (Item item : tx.items(KIND)) {
      String[] parts = item.id().split("\\|", 2);
      Instant begun = SharedCrossings.begun(UUID.fromString(parts[1]));
      boolean settled =
          asked.whole()
              && parts[0].equals(partner.id())
              && !begun.isBefore(asked.from())
              && begun.isBefore(asked.until());
      boolean old = begun.plus(KEEP).isBefore(tx.now());
      if ((settled || old) && !now.contains(item.id())) {
        tx.remove(KIND, item.id());
      }
    }
  }
}
