package org.amitygate.driver.hikvision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.amitygate.config.SettingsSchema;
import org.junit.jupiter.api.Test;

/** What the configuration may say of a camera. */
class SettingsSchemaTest {

  @Test
  void settingsAreChecked() throws IOException {
    assertThat(problems(Map.of())).isEmpty();
    assertThat(problems(Map.of("silence", "10s", "clock", "device"))).isEmpty();
    for (Map<String, Object> wrong :
        List.<Map<String, Object>>of(
            Map.of("silence", "0s"), Map.of("clock", "camera"), Map.of("other", 1L))) {
      assertThat(problems(wrong)).as(wrong.toString()).isNotEmpty();
    }
  }

  private static List<String> problems(Map<String, Object> settings) throws IOException {
    try (InputStream in = SettingsSchemaTest.class.getResourceAsStream("/settings.schema.json")) {
      return SettingsSchema.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .problems(settings);
    }
  }
}
