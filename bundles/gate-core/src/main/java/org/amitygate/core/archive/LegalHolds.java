package org.amitygate.core.archive;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.amitygate.core.crossing.Crossings;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Item;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;
import org.amitygate.core.json.Json;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.Role;

/**
 * Crossings of which nothing may be forgotten, whatever the rules say: items {@code
 * legal-hold/CROSSING}. Placed by one person, lifted by two.
 */
public final class LegalHolds {

  private static final String KIND = "legal-hold";
  private static final String LIFT_ASKED_BY = "liftAskedBy";

  private LegalHolds() {}

  /** Why a crossing is under legal hold; empty if it is not. */
  public static Optional<String> reason(View view, UUID crossing) {
    return view.item(KIND, crossing.toString()).map(hold -> hold.path("why").asText());
  }

  /** Every hold with the name of its crossing. */
  public static List<ObjectNode> list(View view) {
    return view.items(KIND).stream()
        .map(
            hold -> {
              Optional<CrossingRow> row = view.crossing(UUID.fromString(hold.id()));
              return hold.body().put("name", row.map(CrossingRow::name).orElse(hold.id()));
            })
        .toList();
  }

  static boolean inForce(View view, UUID crossing) {
    return view.item(KIND, crossing.toString()).isPresent();
  }

  /** The declarations that crossings under legal hold name: they are kept with those. */
  static Set<String> declarations(View view) {
    return all(view).stream()
        .flatMap(id -> view.crossing(id).stream())
        .map(CrossingRow::declaration)
        .collect(Collectors.toSet());
  }

  static List<UUID> all(View view) {
    return view.items(KIND).stream().map(Item::id).map(UUID::fromString).toList();
  }

  /**
   * @return a sentence for the person
   * @throws Refusal the account may not, or there is nothing left to keep
   */
  public static String place(Transaction tx, CrossingRow row, Actor actor, String reason)
      throws Refusal {
    actor.require(Role.BORDER_GUARD, Role.CUSTOMS);
    Optional<ObjectNode> before = tx.item(KIND, row.id().toString());
    if (before.isPresent() && !before.get().has(LIFT_ASKED_BY)) {
      return row.name()
          + " is under legal hold already, placed by "
          + before.get().path("by").asText();
    }
    if (Crossings.of(row).forgottenAt().isPresent()) {
      throw new Refusal(
          row.name()
              + " cannot be put under legal hold: its personal values were erased on "
              + Crossings.of(row).forgottenAt().get());
    }
    if (before.isEmpty() && EvidenceRetention.isDeleting(tx, row)) {
      throw new Refusal(
          row.name()
              + " cannot be put under legal hold yet: evidence of its time is being deleted by "
              + EvidenceRetention.SETTING
              + " just now; try again in a minute, and see which of its pictures are left");
    }
    ObjectNode hold = by(actor, reason);
    tx.append(Crossings.stream(row.id()), "LegalHoldPlaced", hold);
    tx.put(KIND, row.id().toString(), hold.deepCopy().put("at", tx.now().toString()));
    return row.name() + " is under legal hold: nothing of it is erased until two people lift that";
  }

  /**
   * @return a sentence for the person
   * @throws Refusal the account may not, or there is no hold
   */
  public static String lift(Transaction tx, CrossingRow row, Actor actor, String reason)
      throws Refusal {
    actor.require(Role.BORDER_GUARD, Role.CUSTOMS);
    ObjectNode hold =
        tx.item(KIND, row.id().toString())
            .orElseThrow(() -> new Refusal(row.name() + " is not under legal hold"));
    String first = hold.path(LIFT_ASKED_BY).asText("");
    if (first.equals(actor.account())) {
      return "noted before; a second person must lift the legal hold of " + row.name();
    }
    String stream = Crossings.stream(row.id());
    if (first.isEmpty()) {
      tx.append(stream, "LegalHoldLiftAsked", by(actor, reason));
      tx.put(KIND, row.id().toString(), hold.put(LIFT_ASKED_BY, actor.account()));
      return "noted; a second person must lift the legal hold of " + row.name();
    }
    tx.append(stream, "LegalHoldLifted", by(actor, reason).put("askedBy", first));
    tx.remove(KIND, row.id().toString());
    return "the legal hold of " + row.name() + " is lifted";
  }

  private static ObjectNode by(Actor actor, String reason) {
    return Json.object().put("by", actor.account()).put("why", reason);
  }
}
