package org.amitygate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Map;
import org.amitygate.bench.contender.Measurement;
import org.junit.jupiter.api.Test;

/** The keys by which others read the figures. */
class ReportTest {

  private static final List<String> RESULT =
      List.of(
          "lanes",
          "store",
          "amityPerSecond",
          "limitPerSecond",
          "plainCamelPerSecond",
          "syncsPerSecond",
          "ratioToLimit",
          "ratioToPlainCamel",
          "cpuRatioToLimit",
          "p99RatioToLimit",
          "recordsPerSync",
          "bytesPerCrossing",
          "rssMb");

  private static ArrayNode growth() {
    JsonNodeFactory json = JsonNodeFactory.instance;
    ArrayNode growth = json.arrayNode();
    growth.add(Growth.line(10_000, 12_000, 1)).add(Growth.line(100_000, 103_000, 0.98765));
    Growth.addSearches(
        growth,
        List.of(
            json.objectNode().put("searchP95Ms", 2.5), json.objectNode().put("searchP95Ms", 7.1)));
    return growth;
  }

  @Test
  void hasTheKeysOfTheDocument() {
    Cell cell = new Cell("sqlite", 8);
    Measurement one = new Measurement(8, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0);
    List.of("amity", "limit", "camel").forEach(name -> cell.add(name, one));

    JsonNode report = Report.of(5, Map.of("machine", "2 processors"), List.of(cell), growth());

    assertThat(report.fieldNames())
        .toIterable()
        .containsExactly("rounds", "settings", "results", "growth");
    JsonNode result = report.get("results").get(0);
    assertThat(result.fieldNames()).toIterable().containsAll(RESULT);
    RESULT.forEach(key -> assertThat(result.get(key).isNull()).as(key).isFalse());
  }

  @Test
  void whatWasNotMeasuredIsNull() {
    JsonNode report = Report.of(5, Map.of(), List.of(new Cell("sqlite", 8)), growth());

    JsonNode result = report.get("results").get(0);
    assertThat(result.get("amityPerSecond").isNull()).isTrue();
    assertThat(result.get("ratioToLimit").isNull()).isTrue();
  }

  @Test
  void growthSaysForEachSizeHowFastItIsAndHowLongSearchesTake() {
    assertThat(growth().toString())
        .isEqualTo(
            """
            [{"records":10000,"recordsAfter":12000,"ratioToEmpty":1.0,"searchP95Ms":2.5},\
            {"records":100000,"recordsAfter":103000,"ratioToEmpty":0.988,"searchP95Ms":7.1}]""");
  }
}
