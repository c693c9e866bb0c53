package org.amitygate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsSchemaTest {

  private final SettingsSchema schema =
      SettingsSchema.parse(
          """
          {"type": "object", "additionalProperties": false, "required": ["unit"],
           "properties": {
             "unit": {"title": "a unit from 1 to 247", "type": "integer", "minimum": 1, "maximum": 247},
             "mode": {"type": "string", "enum": ["fast", "slow"]},
             "names": {"type": "array", "items": {"type": "string"}}}}
          """);

  @Test
  void saysNothingOfGoodSettings() {
    assertThat(schema.problems(Map.of("unit", 7L, "mode", "fast", "names", List.of("a"))))
        .isEmpty();
  }

  @Test
  void saysWhatWasFoundAndWhatWasExpected() {
    assertThat(schema.problems(Map.of()))
        .containsExactly("found no 'unit', expected a unit from 1 to 247");
    assertThat(schema.problems(Map.of("unit", 0L)))
        .containsExactly("unit: found 0, expected a unit from 1 to 247");
    assertThat(schema.problems(Map.of("unit", 1L, "mode", "quick")))
        .containsExactly("mode: found 'quick', expected one of fast, slow");
    assertThat(schema.problems(Map.of("unit", 1L, "names", List.of("a", 2L))))
        .containsExactly("names.1: found 2, expected text");
    assertThat(schema.problems(Map.of("unit", 1L, "untis", 2L)))
        .containsExactly(
            "untis: found the unknown setting 'untis', expected one of mode, names, unit");
  }

  @Test
  void refusesWhatIsNoSchema() {
    assertThatThrownBy(() -> SettingsSchema.parse("{"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SettingsSchema.parse("[]"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
