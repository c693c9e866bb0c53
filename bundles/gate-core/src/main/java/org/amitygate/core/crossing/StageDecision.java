package org.amitygate.core.crossing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.amitygate.core.crossing.FlowRunner.StageResult;
import org.amitygate.core.json.Json;

/**
 * What a stage decided, in the two parts of its record: how it ended, the facts it changed and took
 * away, and the effects it wants.
 */
public record StageDecision(ObjectNode lasting, ObjectNode personal) {

  /** Members of a record that are of the decision. */
  public static final Set<String> PARTS =
      Set.of("outcome", "detail", "facts", "removed", "effects");

  /**
   * @param before the facts before the stage
   */
  public static StageDecision of(Map<String, Object> before, StageResult result) {
    ObjectNode was = Json.object(before);
    ObjectNode is = Json.object(result.facts());
    ArrayNode removed = Json.object().putArray("removed");
    was.fieldNames()
        .forEachRemaining(
            name -> {
              if (!is.has(name)) {
                removed.add(name);
              }
            });
    is.properties().removeIf(fact -> same(fact.getValue(), was.path(fact.getKey())));
    Divided facts = Divided.of(is);
    ObjectNode detail = Json.object(result.outcome());
    ObjectNode personal = Json.object();
    Optional.ofNullable(detail.remove("text")).ifPresent(text -> personal.set("text", text));
    if (!facts.personal().isEmpty()) {
      personal.set("facts", facts.personal());
    }
    ObjectNode lasting = Json.object().put("outcome", result.outcome().getClass().getSimpleName());
    lasting.set("detail", detail);
    lasting.set("facts", facts.lasting());
    if (!removed.isEmpty()) {
      lasting.set("removed", removed);
    }
    lasting.set("effects", Json.object(Map.of("list", result.effects())).get("list"));
    return new StageDecision(lasting, personal);
  }

  /** Both parts in one, with numbers as they are read from disk. */
  public ObjectNode whole() {
    ObjectNode whole = lasting.deepCopy();
    Optional.ofNullable(personal.get("text"))
        .ifPresent(text -> whole.withObject("/detail").set("text", text));
    if (personal.get("facts") instanceof ObjectNode facts) {
      whole.withObject("/facts").setAll(facts);
    }
    return Json.tree(Json.bytes(whole));
  }

  private static boolean same(JsonNode a, JsonNode b) {
    return a.isIntegralNumber() && b.isIntegralNumber()
        ? a.bigIntegerValue().equals(b.bigIntegerValue())
        : a.equals(b);
  }
}
