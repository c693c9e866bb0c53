package org.amitygate.driver.hikvision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.nio.charset.CodingErrorAction;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HikvisionJsonTest {

  static final String ALERT =
      """
      {
        "ipAddress": "192.0.2.64", "channelID": 1,
        "dateTime": "2026-11-23T12:59:58+07:00",
        "eventType": "ANPR", "eventState": "active",
        "ANPR": {"licensePlate": "29C-123.45", "confidenceLevel": 95, "laneNo": 3,
          "lines": [1, -2.5e3, [], {}, null, true], "vehicleInfo": {"color": "white"}},
        "UUID": "u-1", "isDataRetransmission": false
      }
      """;

  @Test
  void anAlertIsRead() throws ProtocolException {
    Alert expected =
        new Alert(
            "anpr",
            Optional.of("u-1"),
            Optional.of(Instant.parse("2026-11-23T05:59:58Z")),
            Optional.of("29C-123.45"),
            Optional.of(95),
            Map.of(
                "UUID", "u-1",
                "dateTime", "2026-11-23T12:59:58+07:00",
                "eventState", "active",
                "channelID", "1",
                "laneNo", "3",
                "color", "white",
                "isDataRetransmission", "false"));
    assertThat(parse(ALERT)).isEqualTo(expected);
    assertThat(parse("\ufeff{\"EventNotificationAlert\":" + ALERT + "}")).isEqualTo(expected);
  }

  @Test
  void textsAreUnescapedAndBlanksDoNotCount() throws ProtocolException {
    assertThat(
            parse(
                    """
                    {"eventType":null,"eventType":"ANPR","licensePlate":" ",
                     "licensePlate":"\\u7CA4\\"\\\\\\/\\tB1","licensePlate":null}""")
                .plate())
        .contains("粤\"\\/\tB1");
    assertThat(parse("{\"eventType\":\"ANPR\",\"licensePlate\":\"无车牌\"}").plate()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | character 1 of JSON: expected an object",
        "[] | character 1 of JSON: expected an object",
        "{} | expected an eventType in JSON",
        "{} {} | character 4 of JSON: expected the end",
        "{a:1} | character 2 of JSON: expected well-formed JSON: ",
        "{\"a\" 1} | character 6 of JSON: expected well-formed JSON: ",
        "{\"a\":1 2} | character 8 of JSON: expected well-formed JSON: ",
        "{\"a\":[1 2]} | character 9 of JSON: expected well-formed JSON: ",
        "{\"a\":} | character 6 of JSON: expected well-formed JSON: ",
        "{\"a | of JSON: expected well-formed JSON: ",
        "{\"a\\x\":1} | of JSON: expected well-formed JSON: ",
      })
  void whatIsNoAlertIsRefusedWithItsPlace(String text, String message) {
    assertThatThrownBy(() -> parse(text))
        .isExactlyInstanceOf(ProtocolException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "["})
  void depthIsBounded(String open) throws ProtocolException {
    String close = open.equals("{") ? "}" : "]";
    String inner = open.equals("{") ? "{\"a\":" : "[";
    String deep = inner.repeat(63) + "1" + close.repeat(63);
    assertThat(parse("{\"eventType\":\"ANPR\",\"a\":" + deep + "}").isPlateRead()).isTrue();
    assertThatThrownBy(() -> parse("{\"eventType\":\"ANPR\",\"a\":" + inner + deep + close + "}"))
        .isExactlyInstanceOf(ProtocolException.class)
        .hasMessageContaining("expected well-formed JSON: Document nesting depth (65)");
    assertThatThrownBy(() -> parse(inner.repeat(100_000)))
        .isExactlyInstanceOf(ProtocolException.class);
  }

  @Test
  void everythingElseIsBounded() throws ProtocolException {
    String start = "{\"eventType\":\"ANPR\",\"other\":\"" + "x".repeat(5_000) + "\",\"region\":\"";
    assertThat(parse(start + "x".repeat(256) + "\"}").attributes().get("region")).hasSize(256);
    assertThatThrownBy(() -> parse(start + "x".repeat(257) + "\"}"))
        .isExactlyInstanceOf(ProtocolException.class)
        .hasMessageContaining("at most 256 characters of region");
    byte[] largest = Arrays.copyOf(Events.bytes(ALERT), 1 << 20);
    Arrays.fill(largest, ALERT.length(), largest.length, (byte) ' ');
    assertThat(HikvisionJson.parse(largest, CodingErrorAction.REPORT).get(0).isPlateRead())
        .isTrue();
    assertThatThrownBy(
            () ->
                HikvisionJson.parse(
                    Arrays.copyOf(largest, largest.length + 1), CodingErrorAction.REPORT))
        .isExactlyInstanceOf(ProtocolException.class)
        .hasMessage("expected at most 1048576 bytes of JSON, got 1048577");
  }

  @Test
  void whateverComesGivesAnAlertOrTheDeclaredException() {
    byte[] whole = Events.bytes(ALERT.strip());
    int alerts = 0;
    for (long seed = 1; seed <= 4_000; seed++) {
      Random random = new Random(seed);
      byte[] bytes =
          Arrays.copyOf(
              whole, random.nextInt(3) == 0 ? random.nextInt(whole.length) : whole.length);
      for (int n = random.nextInt(3); n > 0 && bytes.length > 0; n--) {
        bytes[random.nextInt(bytes.length)] =
            (byte)
                (random.nextBoolean()
                    ? random.nextInt(256)
                    : "{}[]\":,\\u0".charAt(random.nextInt(10)));
      }
      try {
        HikvisionJson.parse(bytes, CodingErrorAction.REPORT);
        alerts++;
      } catch (ProtocolException e) {
        assertThat(e).as("seed " + seed).hasMessageContaining("expected");
      } catch (Throwable e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    System.out.println("HikvisionJsonTest: seeds 1 to 4000, alerts: " + alerts);
    assertThat(alerts).isBetween(1_000, 3_500);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> HikvisionJson.parse(cut, CodingErrorAction.REPORT))
          .isExactlyInstanceOf(ProtocolException.class);
    }
  }

  private static Alert parse(String text) throws ProtocolException {
    return HikvisionJson.parse(Events.bytes(text), CodingErrorAction.REPORT).get(0);
  }
}
