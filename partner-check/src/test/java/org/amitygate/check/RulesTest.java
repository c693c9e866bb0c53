package org.amitygate.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.amitygate.check.Result.Outcome;
import org.amitygate.check.rules.Rule;
import org.junit.jupiter.api.Test;

class RulesTest {
  private static final Pattern CLAUSE = Pattern.compile("protocol\\.md, (\\d+)\\. (.*)");

  @Test
  void everyIdIsThereOnce() {
    assertThat(Run.all()).extracting(Rule::id).doesNotHaveDuplicates();
  }

  @Test
  void everyClauseIsInTheDocument() throws Exception {
    String protocol = Files.readString(Path.of("../docs/partner/protocol.md"));
    for (Rule rule : Run.all()) {
      Matcher clause = CLAUSE.matcher(rule.clause());
      if (rule.clause().startsWith("protocol.md") && clause.matches()) {
        assertThat(protocol).contains("**" + clause.group(1) + ". " + clause.group(2) + ".**");
      } else if (rule.clause().startsWith("protocol.md")) {
        assertThat(protocol).contains("## " + rule.clause().substring("protocol.md, ".length()));
      }
    }
  }

  @Test
  void theReportSaysWhatBecameOfEachRule() throws Exception {
    List<Rule> all = Run.all();
    Report report =
        new Report(
            "b",
            List.of(
                new Result(all.get(0), Outcome.PASSED, ""),
                new Result(all.get(1), Outcome.FAILED, "it opened"),
                new Result(all.get(2), Outcome.NOT_RUN, "no vehicles")));
    JsonNode json = new ObjectMapper().readTree(report.json());
    assertThat(json.path("rulesPassed").asInt()).isEqualTo(1);
    assertThat(json.path("rulesFailed").asInt()).isEqualTo(1);
    assertThat(json.path("rulesNotRun").asInt()).isEqualTo(1);
    JsonNode failed = json.path("rules").path(1);
    assertThat(failed.path("rule").asText()).isEqualTo("E2");
    assertThat(failed.path("clause").asText()).startsWith("messages.md");
    assertThat(failed.path("result").asText()).isEqualTo("failed");
    assertThat(failed.path("said").asText()).isEqualTo("it opened");
    assertThat(json.at("/rules/2/result").asText()).isEqualTo("not_run");
  }

  @Test
  void whatWasNotRunCountsWhereEveryRuleMustBe() {
    Rule any = Run.all().get(0);
    Report left = new Report("b", List.of(new Result(any, Outcome.NOT_RUN, "no vehicles")));
    assertThat(left.good(false)).isTrue();
    assertThat(left.good(true)).isFalse();
    Report all = new Report("b", List.of(new Result(any, Outcome.PASSED, "")));
    assertThat(all.good(true)).isTrue();
    Report failed = new Report("b", List.of(new Result(any, Outcome.FAILED, "it opened")));
    assertThat(failed.good(false)).isFalse();
  }
}
