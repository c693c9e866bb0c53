package org.amitygate.camel.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonFactsTest {

  @Test
  void jsonIsKeptWithOneKindOfEachNumber() {
    Map<String, Object> facts = new HashMap<>();
    facts.put("text", "a");
    facts.put("yes", true);
    facts.put("int", 5);
    facts.put("short", (short) 6);
    facts.put("byte", (byte) 7);
    facts.put("long", (1L << 53) - 1);
    facts.put("negative", -(1L << 53) + 1);
    facts.put("float", 0.5f);
    facts.put("double", 1.5);
    facts.put("list", List.of(1, Map.of("a", 2)));
    assertThat(JsonFacts.checked(facts))
        .containsEntry("text", "a")
        .containsEntry("yes", true)
        .containsEntry("int", 5L)
        .containsEntry("short", 6L)
        .containsEntry("byte", 7L)
        .containsEntry("long", (1L << 53) - 1)
        .containsEntry("negative", -(1L << 53) + 1)
        .containsEntry("float", 0.5)
        .containsEntry("double", 1.5)
        .containsEntry("list", List.of(1L, Map.of("a", 2L)));
  }

  @Test
  void anythingElseIsNamed() {
    refused(
        Instant.EPOCH,
        "fact 'x' is a java.time.Instant; facts are text, numbers, booleans, lists and maps");
    refused(Arrays.asList("a", null), "fact 'x' is null");
    refused(Map.of("a", new Object()), "fact 'x' is a java.lang.Object");
    refused(1L << 53, "beyond 2^53");
    refused(-(1L << 53), "beyond 2^53");
    refused(Double.NaN, "JSON has no such number");
    refused(Float.POSITIVE_INFINITY, "JSON has no such number");
  }

  private static void refused(Object value, String sentence) {
    assertThatThrownBy(() -> JsonFacts.checked(Map.of("x", value)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(sentence);
  }
}
