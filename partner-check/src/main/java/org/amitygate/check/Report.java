package org.amitygate.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.amitygate.check.Result.Outcome;

/** All results, for programs and for people. */
record Report(String partner, List<Result> results) {

  long count(Outcome outcome) {
    return results.stream().filter(each -> each.outcome() == outcome).count();
  }

  /**
   * @param complete a rule that was not run counts like one that failed
   */
  boolean good(boolean complete) {
    return count(Outcome.FAILED) == 0 && !(complete && count(Outcome.NOT_RUN) > 0);
  }

  String text() {
    return "partner-check: %s: %d rules passed, %d failed, %d not run"
        .formatted(partner, count(Outcome.PASSED), count(Outcome.FAILED), count(Outcome.NOT_RUN));
  }

  String json() {
    ObjectNode tree = JsonNodeFactory.instance.objectNode().put("partner", partner);
    tree.put("rulesPassed", count(Outcome.PASSED));
    tree.put("rulesFailed", count(Outcome.FAILED));
    tree.put("rulesNotRun", count(Outcome.NOT_RUN));
    ArrayNode rules = tree.putArray("rules");
    for (Result each : results) {
      ObjectNode rule = rules.addObject().put("rule", each.rule().id());
      rule.put("clause", each.rule().clause()).put("name", each.rule().name());
      rule.put("result", each.outcome().name().toLowerCase(java.util.Locale.ROOT));
      rule.put("said", each.said());
    }
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(tree) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
