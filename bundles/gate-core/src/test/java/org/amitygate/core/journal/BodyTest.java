package org.amitygate.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.amitygate.core.json.Json;
import org.junit.jupiter.api.Test;

class BodyTest {

  private record Stay(String plate, Instant since) {}

  private static final Stay STAY = new Stay("29C-1", Instant.parse("2026-11-23T01:02:03.000004Z"));
  private static final String JSON =
      "{\"plate\":\"29C-1\",\"since\":\"2026-11-23T01:02:03.000004Z\"}";

  @Test
  void aValueIsStoredAsItsJsonAndIsStillThatValue() {
    Body body = Body.of(STAY);

    assertThat(body.json()).asString(StandardCharsets.UTF_8).isEqualTo(JSON);
    assertThat(body.as(Stay.class)).isSameAs(STAY);
  }

  @Test
  void whatWasStoredIsParsedOnce() {
    Body body = Body.stored(JSON.getBytes(StandardCharsets.UTF_8));

    assertThat(body.as(Stay.class)).isEqualTo(STAY).isSameAs(body.as(Stay.class));
  }

  @Test
  void aTreeIsTakenAsItIsNowAndGivenOutAsACopy() {
    ObjectNode tree = Json.object().put("n", 1);
    Body body = Body.of(tree);
    tree.put("n", 2);
    body.tree().put("n", 3);

    assertThat(body.tree()).isEqualTo(Json.object().put("n", 1));
  }

  @Test
  void aTreeAndAValueOfTheSameJsonAreEqual() {
    assertThat(Body.of(Json.object(STAY)))
        .isEqualTo(Body.of(STAY))
        .hasSameHashCodeAs(Body.of(STAY));
    assertThat(Body.of(Json.object())).isNotEqualTo(Body.of(STAY));
  }

  @Test
  void damagedJsonIsSaidToBeDamaged() {
    Body body = Body.stored("{}{".getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(body::tree)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("damaged");
  }
}
