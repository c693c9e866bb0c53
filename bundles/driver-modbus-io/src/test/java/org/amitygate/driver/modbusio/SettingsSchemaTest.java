package org.amitygate.driver.modbusio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.amitygate.config.SettingsSchema;
import org.junit.jupiter.api.Test;

/** What the configuration may say of a controller. */
class SettingsSchemaTest {

  @Test
  void theExamplesOfTheReadme() throws IOException {
    Map<String, Object> simple =
        Map.of(
            "tokens",
            false,
            "openCoil",
            5L,
            "outputs",
            List.of(0L, 1L),
            "registers",
            Map.of("position", 0L, "loops", 1L, "leftClosedCount", -1L));
    for (Map<String, Object> good :
        List.of(
            Map.<String, Object>of(), Map.<String, Object>of("outputs", List.of(0L, 1L)), simple)) {
      assertThat(problems(good)).as(good.toString()).isEmpty();
    }
  }

  @Test
  void whatIsWrong() throws IOException {
    List<Map<String, Object>> wrong =
        List.of(
            Map.of("tokens", false),
            Map.of("openCoil", 5L),
            Map.of("unit", 256L),
            Map.of("poll", "0ms"),
            Map.of("timeout", 1L),
            Map.of("outputs", List.of(-1L)),
            Map.of("registers", Map.of("position", -1L)),
            Map.of("registers", Map.of("other", 1L)),
            Map.of("loopBits", Map.of("entry", 16L)),
            Map.of("table", "coils"),
            Map.of("other", 1L));
    for (Map<String, Object> each : wrong) {
      assertThat(problems(each)).as(each.toString()).isNotEmpty();
    }
  }

  private static List<String> problems(Map<String, Object> settings) throws IOException {
    try (InputStream in = SettingsSchemaTest.class.getResourceAsStream("/settings.schema.json")) {
      return SettingsSchema.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .problems(settings);
    }
  }
}
