package org.amitygate.partner.link;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.amitygate.config.PartnerConfig;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Item;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;
import org.amitygate.core.json.Json;

/**
 * Which profile is spoken. A crossing stays on the one that it began with, unless that is ours no
 * longer: what is said of it after its end, our last. A new one takes the first of ours that the
 * partner takes too, as its last receipt said. Until it said so, that is our last: the one that is
 * replaced.
 */
final class Profiles {

  /** What each partner takes. */
  private static final String HEARD = "partner-profiles";

  /** What was ever agreed with each. */
  private static final String AGREED = "partner-profiles-agreed";

  private Profiles() {}

  /** Keeps what the configuration has, for when it has it no longer. */
  static Object agreed(Transaction tx, PartnerConfig partner) {
    ObjectNode item = tx.item(AGREED, partner.id()).orElseGet(Json::object);
    Set<String> all = names(item);
    if (all.addAll(partner.profiles())) {
      all.forEach(item.putArray("profiles")::add);
      tx.put(AGREED, partner.id(), item);
    }
    return all;
  }

  /**
   * Whether messages in this profile are taken: also in one that was agreed before. What waits at
   * the other side was signed then, and is said in no other way.
   */
  static boolean takes(View view, Partner partner, String profile) {
    return partner.config().profiles().contains(profile)
        || view.item(AGREED, partner.id()).filter(it -> names(it).contains(profile)).isPresent();
  }

  private static Set<String> names(ObjectNode item) {
    Set<String> names = new LinkedHashSet<>();
    item.path("profiles").forEach(one -> names.add(one.asText()));
    return names;
  }

  /** What our receipts say; nothing when there is no choice. */
  static List<String> announced(Partner partner) {
    List<String> ours = partner.config().profiles();
    return ours.size() > 1 ? ours : List.of();
  }

  /** What a receipt of the partner says. */
  static void heard(Transaction tx, Partner partner, List<String> theirs) {
    Optional<ObjectNode> before = tx.item(HEARD, partner.id());
    ObjectNode now = Json.object();
    theirs.forEach(now.putArray("profiles")::add);
    if (theirs.isEmpty() ? before.isPresent() : !before.equals(Optional.of(now))) {
      tx.put(HEARD, partner.id(), now);
    }
  }

  /** The profile of the next message on a stream. */
  static String of(Transaction tx, Partner partner, String stream) {
    List<String> ours = partner.config().profiles();
    Optional<String> begun = Streams.profile(tx, partner, stream).filter(ours::contains);
    if (begun.isPresent()) {
      return begun.get();
    }
    Set<String> theirs = tx.item(HEARD, partner.id()).map(Profiles::names).orElse(Set.of());
    Streams.Position position = Streams.position(tx, partner, stream);
    boolean old = position.sent() > 1 || position.received() > 0;
    String chosen =
        ours.stream()
            .filter(profile -> theirs.contains(profile))
            .filter(profile -> !old || !stream.startsWith("crossing:"))
            .findFirst()
            .orElse(ours.get(ours.size() - 1));
    begun(tx, partner, stream, chosen);
    return chosen;
  }

  /** A message with this profile was said on a stream. What is about the route chooses anew. */
  static void begun(Transaction tx, Partner partner, String stream, String profile) {
    if (stream.startsWith("crossing:") && Streams.profile(tx, partner, stream).isEmpty()) {
      Streams.profile(tx, partner, stream, profile);
    }
  }

  /** How many open crossings are on each profile of a partner. */
  static Map<String, Integer> open(View view, String partner) {
    Map<String, Integer> open = new TreeMap<>();
    String prefix = partner + "|crossing:";
    for (Item item : view.items(Streams.POSITION)) {
      if (item.id().startsWith(prefix)
          && item.body().has("profile")
          && view.crossing(UUID.fromString(item.id().substring(prefix.length())))
              .filter(CrossingRow::open)
              .isPresent()) {
        open.merge(item.body().path("profile").asText(), 1, Integer::sum);
      }
    }
    return open;
  }
}
