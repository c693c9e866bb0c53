package org.amitygate.partner.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import org.amitygate.partner.PartnerProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads that were signed by the partner's own key and are wrong all the same. */
class HostileBodiesTest {

  private static final String CROSSING = "\"0193a5f0-0000-7000-8000-000000000001\"";

  private static String payload(String type, String crossing, String body) {
    return """
        {"v":1,"id":"0193a5f0-0000-7000-8000-0000000000aa","from":"a","to":"b","route":"r",\
        "crossingId":%s,"epoch":1,"seq":1,"ack":0,"type":"%s",\
        "sentAt":{"time":"2026-11-23T05:00:00Z","uncertaintyMs":1000},"validUntil":null,\
        "profile":"amity-1","body":%s}"""
        .formatted(crossing, type, body);
  }

  private static void taken(String payload) {
    assertThat(problem(payload)).isNull();
  }

  private static void refused(String payload) {
    Throwable problem = problem(payload);
    assertThat(problem).isInstanceOf(PartnerProblem.class);
    assertThat(((PartnerProblem) problem).status()).isEqualTo(400);
  }

  private static Throwable problem(String payload) {
    return catchThrowable(() -> Envelope.read(payload.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void noMemberTwiceAtAnyDepth() {
    String good = payload("MISMATCH", CROSSING, "{\"seen\":\"29C\"}");
    taken(good);
    refused(good.replace("\"epoch\":1", "\"epoch\":1,\"epoch\":2"));
    refused(good.replace("\"seen\":\"29C\"", "\"seen\":\"29C\",\"seen\":\"30A\""));
    refused(good.replace("\"seen\":\"29C\"", "\"seen\":\"29C\",\"se\\u0065n\":\"30A\""));
    refused(good.replace("\"uncertaintyMs\":1000", "\"uncertaintyMs\":1000,\"uncertaintyMs\":0"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COMMIT",
        "COMMIT_OK",
        "HELD",
        "SAMPLE_PENDING",
        "RETURN_REQ",
        "RETURN_ACCEPT",
        "JOINT_OPEN"
      })
  void aboutACrossingAndAnEpoch(String type) {
    taken(payload(type, CROSSING, "{}"));
    refused(payload(type, "null", "{}"));
    refused(payload(type, CROSSING, "{}").replace("\"epoch\":1", "\"epoch\":0"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"result\":\"SOUND\"}",
        "{\"result\":null}",
        "{\"result\":{\"grossKg\":9007199254740993}}",
        "{\"result\":{\"grossKg\":1e999}}",
        "{\"result\":{\"text\":\"half \\ud83d of a pair\"}}"
      })
  void aResultThatTwoSidesCouldReadDifferently(String body) {
    taken(payload("JOINT_RESULT", CROSSING, "{\"result\":{\"grossKg\":31200.5,\"ok\":true}}"));
    refused(payload("JOINT_RESULT", CROSSING, body));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"state\":\"OPEN\"}",
        "{\"lane\":\"L3\"}",
        "{\"lane\":\"L3\",\"state\":\"OPEN\",\"from\":\"tomorrow\"}",
        "{\"lane\":\"L3\",\"state\":\"OPEN\",\"from\":\"2026-11-23T05:00:00+07:00\"}",
        "{\"lane\":\"L3\",\"state\":\"OPEN\",\"until\":1700000000}"
      })
  void aLaneStateThatCannotBeUnderstood(String body) {
    taken(payload("GATE_STATE", "null", "{\"lane\":\"L3\",\"state\":\"OPEN\",\"from\":null}"));
    refused(payload("GATE_STATE", "null", body));
    refused(payload("GATE_STATE", CROSSING, "{\"lane\":\"L3\",\"state\":\"OPEN\"}"));
  }
}
