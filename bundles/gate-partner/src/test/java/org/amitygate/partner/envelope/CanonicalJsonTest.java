package org.amitygate.partner.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static String canonical(String json) throws Exception {
    return new String(CanonicalJson.bytes(MAPPER.readTree(json)), StandardCharsets.UTF_8);
  }

  /** RFC 8785, appendix B: the bits of a double and how it is written. */
  @ParameterizedTest
  @CsvSource({
    "0000000000000000, 0",
    "8000000000000000, 0",
    "0000000000000001, 5e-324",
    "8000000000000001, -5e-324",
    "7fefffffffffffff, 1.7976931348623157e+308",
    "ffefffffffffffff, -1.7976931348623157e+308",
    "4340000000000000, 9007199254740992",
    "c340000000000000, -9007199254740992",
    "4430000000000000, 295147905179352830000",
    "44b52d02c7e14af5, 9.999999999999997e+22",
    "44b52d02c7e14af6, 1e+23",
    "44b52d02c7e14af7, 1.0000000000000001e+23",
    "444b1ae4d6e2ef4e, 999999999999999700000",
    "444b1ae4d6e2ef4f, 999999999999999900000",
    "444b1ae4d6e2ef50, 1e+21",
    "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d, 0.000001",
    "41b3de4355555553, 333333333.3333332",
    "41b3de4355555554, 333333333.33333325",
    "41b3de4355555555, 333333333.3333333",
    "41b3de4355555556, 333333333.3333334",
    "41b3de4355555557, 333333333.33333343",
    "becbf647612f3696, -0.0000033333333333333333",
    "43143ff3c1cb0959, 1424953923781206.2"
  })
  void numbersOfTheAppendix(String bits, String written) {
    assertThat(CanonicalJson.number(Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16))))
        .isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(strings = {"7ff0000000000000", "fff0000000000000", "7fffffffffffffff"})
  void whatIsNoNumber(String bits) {
    double value = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
    assertThatThrownBy(() -> CanonicalJson.number(value))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everyNumberReadsBackAsItself() {
    long seed = 8785;
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (!Double.isNaN(value) && !Double.isInfinite(value)) {
        String written = CanonicalJson.number(value);
        assertThat(Double.parseDouble(written)).as("seed %d: %s", seed, written).isEqualTo(value);
        assertThat(written.length()).isLessThanOrEqualTo(Double.toString(value).length() + 22);
      }
    }
  }

  /** RFC 8785, section 3.2.2: the whole example. */
  @Test
  void theExampleOfTheStandard() throws Exception {
    String input =
        """
        {
          "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
          "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
          "literals": [null, true, false]
        }
        """;
    assertThat(canonical(input))
        .isEqualTo(
            "{\"literals\":[null,true,false],"
                + "\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
  }

  /** RFC 8785, section 3.2.3: by UTF-16 code units, not by code points. */
  @Test
  void membersAreSortedByCodeUnits() throws Exception {
    String input =
        "{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude00\":5,\"\\u0080\":6,\"\\u00f6\":7}";
    assertThat(canonical(input))
        .isEqualTo(
            "{\"\\r\":2,\"1\":4,\"\u0080\":6,\"ö\":7,\"€\":1,\"\ud83d\ude00\":5,\"\ufb33\":3}");
  }

  @Test
  void whatTwoParsersCouldReadDifferentlyIsRefused() {
    assertThatThrownBy(() -> canonical("{\"n\":9007199254740993}"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> CanonicalJson.bytes(JsonNodeFactory.instance.textNode("half \ud83d of a pair")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> canonical("{\"n\":1e400}"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void emptyThings() throws Exception {
    assertThat(canonical(" { \"b\" : [ ] , \"a\" : { } } ")).isEqualTo("{\"a\":{},\"b\":[]}");
  }

  @Test
  void theDigestThatIsPublished() throws Exception {
    String document = Files.readString(Path.of("../../docs/partner/messages.md"));
    Matcher example =
        Pattern.compile("    (\\{\"crossingId\".*\\})\\s+is `([0-9a-f]{64})`").matcher(document);
    assertThat(example.find()).isTrue();
    ObjectNode whole = (ObjectNode) new ObjectMapper().readTree(example.group(1));
    UUID crossing = UUID.fromString(whole.path("crossingId").asText());
    assertThat(Bodies.digest(crossing, (ObjectNode) whole.path("result")))
        .isEqualTo(example.group(2));
  }
}
