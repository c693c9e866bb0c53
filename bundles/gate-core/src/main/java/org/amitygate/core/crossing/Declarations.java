package org.amitygate.core.crossing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.amitygate.core.crossing.FlowRunner.DeclarationMatch;
import org.amitygate.core.crossing.FlowRunner.DeclarationMatch.Kind;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Item;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;
import org.amitygate.core.json.Json;
import org.amitygate.crossing.Plates;

/**
 * What traders announced: items {@code declaration/REFERENCE}, found by plate through items {@code
 * declared/DIRECTION|FOLD}. A declaration serves one crossing.
 */
public final class Declarations {

  /** Below this a camera's reading never identifies by itself. Per cent. */
  public static final int CONFIDENT_PERCENT = 80;

  private static final String LEFT = "declaration-left";

  private Declarations() {}

  /** How an announcement was taken. */
  public enum Announced {
    NEW,
    /** The same declaration was there already. */
    REPEATED
  }

  /**
   * Keeps a declaration.
   *
   * @param declaration has text {@code reference}, {@code plate} and {@code direction} (export,
   *     import)
   * @throws Refusal the reference exists with another content, or was withdrawn
   */
  public static Announced announce(Transaction tx, ObjectNode declaration) throws Refusal {
    String reference = declaration.path("reference").asText();
    Optional<ObjectNode> known = tx.item("declaration", reference);
    if (known.isPresent()) {
      if (withdrawn(known.get())) {
        throw new Refusal("declaration '" + reference + "' was withdrawn; use a new reference");
      }
      if (known.get().path("announced").equals(declaration)) {
        return Announced.REPEATED;
      }
      throw new Refusal(
          "declaration '"
              + reference
              + "' was announced before with another content; use a new reference");
    }
    ObjectNode item = Json.object();
    item.set("announced", declaration);
    item.put("at", tx.now().toString());
    tx.put("declaration", reference, item);

    String index =
        index(declaration.path("direction").asText(), declaration.path("plate").asText());
    ObjectNode references = tx.item("declared", index).orElseGet(Json::object);
    ArrayNode list = references.withArray("references");
    list.add(reference);
    tx.put("declared", index, references);
    Divided parts =
        Divided.personal(declaration).keeping("declaredGrossKg", "reference", "direction");
    tx.append(
        stream(reference),
        "DeclarationAnnounced",
        3, // v 1 had everything in the body, and one stream for all; v 2 every number
        parts.lasting(),
        Divided.unlessEmpty(parts.personal()));
    return Announced.NEW;
  }

  /**
   * Looks for the one declaration of a plate as a camera read it: the one that this crossing has,
   * or had last, if no other crossing has it; else the one that is unused. One that served another
   * crossing, which came to nothing, counts only if the trader has announced none since; of several
   * such, the last.
   */
  public static DeclarationMatch match(
      View view,
      String direction,
      String plate,
      Optional<Integer> confidencePercent,
      String crossing) {
    String key = Plates.key(plate);
    if (key.isEmpty()) {
      return new DeclarationMatch(Kind.NONE, Map.of());
    }
    List<ObjectNode> exact = new ArrayList<>();
    SortedMap<Instant, ObjectNode> free = new TreeMap<>();
    SortedMap<Instant, ObjectNode> own = new TreeMap<>();
    boolean near = false;
    String used = "";
    for (String reference : listed(view, direction, plate)) {
      Optional<ObjectNode> item = view.item("declaration", reference);
      if (item.isEmpty()) {
        continue;
      }
      String takenBy = takenBy(item.get());
      ObjectNode announced = (ObjectNode) item.get().path("announced");
      boolean same = Plates.key(announced.path("plate").asText()).equals(key);
      if (!takenBy.isEmpty() && !takenBy.equals(crossing)) {
        used = same ? reference : used;
      } else if (same && item.get().path("crossing").asText().equals(crossing)) {
        own.put(freed(item.get()), announced);
      } else if (same && item.get().has("free")) {
        free.put(freed(item.get()), announced);
      } else if (same) {
        exact.add(announced);
      } else {
        near = true;
      }
    }
    if (!own.isEmpty()) {
      exact = List.of(own.get(own.lastKey()));
    } else if (exact.isEmpty() && !free.isEmpty()) {
      exact = List.of(free.get(free.lastKey()));
    }
    if (exact.size() > 1) {
      return new DeclarationMatch(Kind.SEVERAL, Map.of());
    }
    if (exact.size() == 1) {
      boolean confident = confidencePercent.map(c -> c >= CONFIDENT_PERCENT).orElse(true);
      return confident
          ? new DeclarationMatch(Kind.EXACT, Json.map(exact.get(0)))
          : new DeclarationMatch(Kind.CONFUSABLE, Map.of());
    }
    return new DeclarationMatch(
        near ? Kind.CONFUSABLE : Kind.NONE, Map.of(), serves(view, used).orElse(""));
  }

  /**
   * Takes a declaration for a crossing.
   *
   * @return false if another crossing has it, or it does not exist
   */
  static boolean claim(Transaction tx, String reference, String crossing) {
    Optional<ObjectNode> item = tx.item("declaration", reference);
    String takenBy = item.map(Declarations::takenBy).orElse("");
    if (item.isEmpty()
        || withdrawn(item.get())
        || !(takenBy.isEmpty() || takenBy.equals(crossing))) {
      return false;
    }
    if (takenBy.isEmpty()) {
      ObjectNode taken = item.get().put("crossing", crossing);
      taken.remove("free");
      tx.put("declaration", reference, taken);
    }
    return true;
  }

  /**
   * Takes a declaration from the crossing that it serves. Until another one has it, it is kept and
   * forgotten with this one all the same.
   *
   * @return false if it does not serve this crossing
   */
  static boolean free(Transaction tx, String reference, String crossing) {
    Optional<ObjectNode> item = tx.item("declaration", reference);
    if (item.filter(i -> takenBy(i).equals(crossing)).isEmpty()) {
      return false;
    }
    tx.put("declaration", reference, item.get().put("free", tx.now().toString()));
    return true;
  }

  /**
   * Takes note that its crossing goes on without it: when that is forgotten, nothing leads to this
   * one any more.
   */
  static void left(Transaction tx, String reference) {
    if (tx.item("declaration", reference).isPresent()) {
      tx.put(LEFT, reference, Json.object());
    }
  }

  /** References of declarations that crossings went on without, until they are forgotten. */
  public static List<String> left(View view) {
    return view.items(LEFT).stream().map(Item::id).toList();
  }

  private static String takenBy(ObjectNode item) {
    return item.has("free") ? "" : item.path("crossing").asText();
  }

  /** Since when it serves none; while it serves one, later than any time. */
  private static Instant freed(ObjectNode item) {
    return item.has("free") ? Instant.parse(item.path("free").asText()) : Instant.MAX;
  }

  /** Such as {@code DEC-1 serves crossing HN-1123-0001-K}; empty if it serves none. */
  static Optional<String> serves(View view, String reference) {
    String crossing = view.item("declaration", reference).map(Declarations::takenBy).orElse("");
    if (crossing.isEmpty()) {
      return Optional.empty();
    }
    String name = view.crossing(UUID.fromString(crossing)).map(CrossingRow::name).orElse(crossing);
    return Optional.of(reference + " serves crossing " + name);
  }

  /**
   * The crossing that a declaration serves, or served last; empty: none yet, or there is no such
   * declaration.
   */
  public static String servedBy(View view, String reference) {
    return view.item("declaration", reference)
        .map(item -> item.path("crossing").asText())
        .orElse("");
  }

  /** When a declaration was announced; empty: it was not, or is forgotten. */
  public static Optional<Instant> announcedAt(View view, String reference) {
    return view.item("declaration", reference)
        .filter(item -> item.has("announced"))
        .map(item -> Instant.parse(item.path("at").asText()));
  }

  /**
   * Takes a declaration back that serves no crossing: no vehicle is matched with it from now on.
   * Its reference stays taken. Done once; a repeat does nothing.
   *
   * @param by account, and why
   * @throws Refusal it serves a crossing, or there is no such declaration
   */
  public static void withdraw(Transaction tx, String reference, ObjectNode by) throws Refusal {
    ObjectNode item =
        tx.item("declaration", reference)
            .orElseThrow(() -> new Refusal("there is no declaration '" + reference + "'"));
    Optional<String> serves = serves(tx, reference);
    if (serves.isPresent()) {
      throw new Refusal(serves.get() + ": it is withdrawn only when it serves none");
    }
    if (!withdrawn(item)) {
      unlist(tx, item.path("announced"), reference);
      tx.put("declaration", reference, item.put("withdrawn", tx.now().toString()));
      tx.append(stream(reference), "DeclarationWithdrawn", by);
    }
  }

  private static boolean withdrawn(ObjectNode item) {
    return item.has("withdrawn");
  }

  /** Forgets what was announced. Its reference stays taken. */
  public static void forget(Transaction tx, String reference) {
    tx.remove(LEFT, reference);
    ObjectNode item = tx.item("declaration", reference).orElseGet(Json::object);
    JsonNode announced = item.remove("announced");
    if (announced != null) {
      tx.put("declaration", reference, item);
      unlist(tx, announced, reference);
    }
  }

  /** No plate leads to it any more. */
  private static void unlist(Transaction tx, JsonNode announced, String reference) {
    String direction = announced.path("direction").asText();
    for (String index : indexes(direction, announced.path("plate").asText())) {
      ObjectNode others = tx.item("declared", index).orElseGet(Json::object);
      ArrayNode references = others.withArray("references");
      references.removeIf(other -> other.asText().equals(reference));
      if (references.isEmpty()) {
        tx.remove("declared", index);
      } else {
        tx.put("declared", index, others);
      }
    }
  }

  /** The stream of a declaration's records. */
  public static String stream(String reference) {
    return "declaration:" + reference;
  }

  /** References of the declarations whose plate may be this one. */
  private static Set<String> listed(View view, String direction, String plate) {
    Set<String> references = new LinkedHashSet<>();
    for (String index : indexes(direction, plate)) {
      view.item("declared", index)
          .ifPresent(item -> item.path("references").forEach(r -> references.add(r.asText())));
    }
    return references;
  }

  private static String index(String direction, String plate) {
    return direction + "|" + Plates.fold(plate);
  }

  /** Where a plate is listed, and where it was as long as Đ was a letter of its own. */
  private static Set<String> indexes(String direction, String plate) {
    String former =
        Arrays.stream(Plates.key(plate).split("Đ", -1))
            .map(Plates::fold)
            .collect(Collectors.joining("Đ"));
    Set<String> indexes = new LinkedHashSet<>();
    indexes.add(index(direction, plate));
    indexes.add(direction + "|" + former);
    return indexes;
  }
}
