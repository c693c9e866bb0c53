package org.amitygate.core.operations;

import static org.amitygate.core.bench.Bench.GUARD;
import static org.amitygate.core.bench.Bench.OPERATOR;
import static org.amitygate.core.bench.Bench.PLATE;
import static org.amitygate.core.crossing.Role.EXIT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.HoldReason;
import org.junit.jupiter.api.Test;

/** How people find crossings, and what stays of their looking. */
class CrossingCriteriaTest {

  private final Bench bench = Bench.atWork();
  private final Operations operations = bench.operations;

  private List<String> found(String... criteria) {
    Map<String, String> typed = new java.util.TreeMap<>();
    for (int i = 0; i < criteria.length; i += 2) {
      typed.put(criteria[i], criteria[i + 1]);
    }
    return listed(typed).stream().map(line -> line.path("name").asText()).toList();
  }

  private List<ObjectNode> listed(Map<String, String> typed) {
    var answer = operations.crossings(OPERATOR, typed);
    bench.settle();
    return answer.getNow(List.of());
  }

  @Test
  void crossingsAreFoundByWhatIsKnownOfThem() {
    Crossing crossing = bench.held(HoldReason.WEIGHT);
    bench.tx(
        tx -> {
          Crossing now = bench.crossings.find(tx, crossing.id()).orElseThrow();
          now.facts().put("trailerPlate", "桂A·123挂");
          now.facts().put("container", "CSQU3054383 / MSKU 123456-5");
          now.facts().put("declaration", "Hữu Nghị/7");
          bench.crossings.put(tx, now);
          return 0;
        });
    String name = crossing.name();
    Crossing other = bench.arrive("L2", "51D-777.77");
    assertThat(found()).containsExactlyInAnyOrder(name, other.name());
    assertThat(found("plate", PLATE.substring(1))).containsExactly(name);
    assertThat(found("plate", "桂a123")).containsExactly(name);
    assertThat(found("container", "msku1234565")).containsExactly(name);
    assertThat(found("declaration", "huu nghi")).containsExactly(name);
    assertThat(found("name", name.toLowerCase(java.util.Locale.ROOT))).containsExactly(name);
    assertThat(found("text", "51d 777")).containsExactly(other.name());
    assertThat(found("state", "hold_weight", "lane", "L1")).containsExactly(name);
    assertThat(found("reason", "weight", "lane", "L2")).isEmpty();
    String day = bench.now().atZone(bench.config().current().gate().timeZone()).toLocalDate() + "";
    assertThat(found("from", day, "to", day)).hasSize(2);
    assertThat(found("to", day + "T00:00")).isEmpty();
    assertThat(found("from", bench.now().plusSeconds(1).toString())).isEmpty();
    List<ObjectNode> first = listed(Map.of("limit", "1"));
    assertThat(found("after", first.get(0).path("cursor").asText()))
        .hasSize(1)
        .doesNotContain(first.get(0).path("name").asText());
  }

  @Test
  void whoLooksForWhatIsRecordedBeforeItIsFound() {
    Crossing crossing = bench.held(HoldReason.WEIGHT);
    assertThat(found()).contains(crossing.name());
    assertThat(bench.journal.types("gate")).doesNotContain("CrossingsSearched");
    assertThat(found("plate", PLATE, "state", "DONE", "limit", "7")).isEmpty();
    var record = bench.journal.view().records("gate");
    assertThat(record.get(record.size() - 1).body())
        .hasToString(
            "{\"type\":\"CrossingsSearched\",\"v\":1,\"by\":\"operator\",\"limit\":\"7\",\"state\":\"DONE\"}");
    assertThat(record.get(record.size() - 1).personal().orElseThrow().path("plate").asText())
        .isEqualTo(PLATE);
  }

  @Test
  void whoLooksOneUpByAnythingButItsNameIsRecorded() {
    Crossing crossing = bench.held(HoldReason.WEIGHT);
    for (String which : List.of(crossing.id().toString(), crossing.name(), " ")) {
      bench.told(operations.crossing(OPERATOR, which));
    }
    assertThat(bench.journal.types("gate")).doesNotContain("CrossingsSearched");
    for (String which : List.of("29c 123.45", "51C-000.00", "HN-1123-0042-1")) {
      String answer = bench.told(operations.crossing(OPERATOR, which));
      assertThat(answer).contains(which.startsWith("29c") ? crossing.name() : "no crossing");
      var record = bench.journal.view().records("gate");
      assertThat(record.get(record.size() - 1).body())
          .hasToString("{\"type\":\"CrossingsSearched\",\"v\":1,\"by\":\"operator\"}");
      assertThat(record.get(record.size() - 1).personal().orElseThrow().path("text").asText())
          .isEqualTo(which);
    }
  }

  /** Even a refusal names the crossing. */
  @Test
  void whoTriesToDoSomethingToOneByItsPlateIsRecorded() {
    Crossing crossing = ended("29C-777.77");
    Actor viewer = new Actor("visitor", Set.of(Role.VIEWER));
    assertThat(bench.told(operations.release(viewer, "29c 77777", "x")))
        .startsWith("refused: " + crossing.name());
    var record = bench.journal.view().records("gate");
    assertThat(record.get(record.size() - 1).body())
        .hasToString("{\"type\":\"CrossingsSearched\",\"v\":1,\"by\":\"visitor\"}");
    assertThat(record.get(record.size() - 1).personal().orElseThrow().path("text").asText())
        .isEqualTo("29c 77777");
  }

  @Test
  void oneIsFoundBehindManyThatHaveItsPlateAsAPartOfTheirs() {
    Crossing crossing = ended("29C-12");
    for (int i = 0; i < 250; i++) {
      ended("29C-12%03d".formatted(i));
    }
    assertThat(bench.told(operations.crossing(OPERATOR, "29C-12"))).contains(crossing.name());
    assertThat(bench.told(operations.holdLegally(GUARD, "29C-12", "court")))
        .startsWith(crossing.name());
    assertThat(bench.told(operations.crossing(OPERATOR, "29C-1"))).contains("no crossing");
  }

  private int ended;

  private Crossing ended(String plate) {
    return bench.tx(
        tx -> {
          String name = "HN-" + plate;
          Instant now = tx.now();
          Crossing crossing =
              new Crossing(new UUID(1, ++ended), name, EXIT, "L1", "you-yi", "flow", "1", "a", now);
          crossing.facts().put("plate", plate);
          bench.crossings.done(tx, crossing);
          bench.crossings.put(tx, crossing);
          return crossing;
        });
  }

  /** The journal could not even be asked for it. */
  @Test
  void aTimeThatIsTooFarAwayIsRefused() {
    String far = "+300000-01-01T00:00:00Z";
    String cursor = far + "_" + new UUID(0, 1);
    Map.of(
            Map.of("from", far), "--from '" + far + "' is no time: write 2026-11-23,",
            Map.of("to", far), "--to '" + far + "' is no time: write 2026-11-23,",
            Map.of("from", "-300000-01-01T00:00"), "--from '-300000-01-01T00:00' is no time",
            Map.of("after", cursor), "--after '" + cursor + "' is no cursor")
        .forEach(
            (typed, sentence) ->
                assertThat(bench.told(operations.crossings(OPERATOR, typed)))
                    .startsWith("refused: " + sentence));
  }

  @Test
  void whatIsTypedWronglyIsRefusedWithWhatWouldBeRight() {
    Map<Map<String, String>, String> wrong =
        Map.of(
            Map.of("plate", "-·"), "--plate '-·' has no letter or digit",
            Map.of("text", " "), "' ' has no letter or digit",
            Map.of("from", "yesterday"), "--from 'yesterday' is no time: write 2026-11-23,",
            Map.of("from", "2026-11-24", "to", "2026-11-23"), "--from is not before --to",
            Map.of("after", "7"), "--after '7' is no cursor",
            Map.of("limit", "0"), "--limit '0' is no number from 1 to 1000",
            Map.of("limit", "many"), "--limit 'many' is no number from 1 to 1000",
            Map.of("colour", "red"), "crossings are not found by 'colour'");
    int records = bench.journal.records().size();
    wrong.forEach(
        (typed, sentence) ->
            assertThat(bench.told(operations.crossings(OPERATOR, typed)))
                .startsWith("refused: " + sentence));
    assertThat(bench.journal.records()).hasSize(records);
  }
}
