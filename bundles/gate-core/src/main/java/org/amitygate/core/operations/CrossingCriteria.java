package org.amitygate.core.operations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.amitygate.core.journal.CrossingQuery;
import org.amitygate.core.journal.CrossingQuery.Place;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;
import org.amitygate.core.journal.Words;
import org.amitygate.core.json.Json;

/** What people type to find crossings. */
final class CrossingCriteria {

  private static final int MOST = 1_000;

  /** What may name a person or a trader, wherever it was typed. */
  private static final Set<String> PERSONAL =
      Set.of("text", "plate", "container", "declaration", "name");

  private static final Set<String> OWN =
      Set.of("state", "reason", "lane", "from", "to", "after", "limit");

  private CrossingCriteria() {}

  /** Records what is looked for, unless it is only a time, then finds it. */
  static CompletableFuture<List<ObjectNode>> find(
      Journal journal, Actor actor, Map<String, String> typed, ZoneId zone) {
    CrossingQuery query;
    try {
      query = query(typed, zone);
    } catch (Refusal e) {
      return CompletableFuture.failedFuture(e);
    }
    return recorded(!query.onlyTimes(), journal, actor, typed)
        .thenCompose(
            done ->
                journal.read(
                    view -> view.find(query).stream().map(CrossingListing::line).toList()));
  }

  /** Records what is looked for, unless it is an id or a short name, then finds the one. */
  static CompletableFuture<ObjectNode> one(Journal journal, Actor actor, String which) {
    return lookedUp(journal, actor, which)
        .thenCompose(done -> journal.read(view -> timeline(view, which)))
        .thenCompose(answer -> answer);
  }

  /**
   * The id of the one that something is done to, found and recorded as {@link #one} does; what was
   * typed, if there is none or it is not clear which.
   */
  static CompletableFuture<String> id(Journal journal, Actor actor, String which) {
    return lookedUp(journal, actor, which)
        .thenCompose(done -> journal.read(view -> CrossingSearch.idOr(view, which)));
  }

  private static CompletableFuture<ObjectNode> timeline(View view, String which) {
    try {
      return CompletableFuture.completedFuture(
          CrossingListing.timeline(view, CrossingSearch.one(view, which)));
    } catch (Refusal e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static CompletableFuture<Boolean> lookedUp(Journal journal, Actor actor, String which) {
    return recorded(!CrossingSearch.namesNobody(which), journal, actor, Map.of("text", which));
  }

  private static CompletableFuture<Boolean> recorded(
      boolean tells, Journal journal, Actor actor, Map<String, String> typed) {
    return tells
        ? journal.submit(tx -> record(tx, actor, typed))
        : CompletableFuture.completedFuture(false);
  }

  /**
   * @param zone of dates and times without one
   * @throws Refusal what is typed wrongly, and what would be right
   */
  static CrossingQuery query(Map<String, String> typed, ZoneId zone) throws Refusal {
    for (String name : typed.keySet()) {
      if (!PERSONAL.contains(name) && !OWN.contains(name)) {
        throw new Refusal("crossings are not found by '" + name + "'");
      }
    }
    Optional<Instant> from = Optional.empty();
    Optional<Instant> to = Optional.empty();
    if (typed.containsKey("from")) {
      from = Optional.of(TypedTime.parse("--from", typed.get("from"), zone, 0));
    }
    if (typed.containsKey("to")) {
      to = Optional.of(TypedTime.parse("--to", typed.get("to"), zone, 1));
    }
    if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
      throw new Refusal("--from is not before --to: nothing begins in between");
    }
    return new CrossingQuery(
        words(typed, "text"),
        words(typed, "plate"),
        words(typed, "container"),
        words(typed, "declaration"),
        words(typed, "name"),
        words(typed, "state"),
        words(typed, "reason"),
        words(typed, "lane"),
        from,
        to,
        after(typed),
        limit(typed));
  }

  /** Says in the journal who looked for what. */
  private static boolean record(Transaction tx, Actor actor, Map<String, String> typed) {
    ObjectNode body = Json.object().put("by", actor.account());
    ObjectNode personal = Json.object();
    new TreeMap<>(typed)
        .forEach((name, text) -> (PERSONAL.contains(name) ? personal : body).put(name, text));
    tx.append(
        "gate",
        "CrossingsSearched",
        1,
        body,
        personal.isEmpty() ? Optional.empty() : Optional.of(personal));
    return true;
  }

  private static String words(Map<String, String> typed, String name) throws Refusal {
    if (!typed.containsKey(name)) {
      return "";
    }
    String folded = Words.fold(typed.get(name));
    if (folded.isEmpty()) {
      throw new Refusal(
          (name.equals("text") ? "" : "--" + name + " ")
              + "'"
              + typed.get(name)
              + "' has no letter or digit");
    }
    return folded;
  }

  private static Optional<Place> after(Map<String, String> typed) throws Refusal {
    if (!typed.containsKey("after")) {
      return Optional.empty();
    }
    Optional<Place> place = Place.parse(typed.get("after").strip());
    if (place.isEmpty()) {
      throw new Refusal(
          "--after '%s' is no cursor: take the one at the end of the page before"
              .formatted(typed.get("after")));
    }
    return place;
  }

  private static int limit(Map<String, String> typed) throws Refusal {
    String text = typed.getOrDefault("limit", String.valueOf(GateOperations.USUAL_LIMIT));
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MOST) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new Refusal("--limit '" + text + "' is no number from 1 to " + MOST);
  }
}
