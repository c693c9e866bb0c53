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

  /** As ECMAScript (Node 20) writes them: what the power rounds to does not read back as it. */
  @ParameterizedTest
  @CsvSource({
    "-1017, 7.120236347223045e-307",
    "-1007, 7.291122019556398e-304",
    "-957, 8.209073602596753e-289",
    "-921, 5.641232424577593e-278",
    "-808, 5.858190679279809e-244",
    "-791, 7.678447687145631e-239",
    "-788, 6.142758149716505e-238",
    "-778, 6.290184345309701e-235",
    "-705, 5.940911144672375e-213",
    "-695, 6.083493012144512e-210",
    "-662, 5.225680706521042e-200",
    "-652, 5.351097043477547e-197",
    "-549, 5.426657103235053e-166",
    "-509, 5.966672584960166e-154",
    "-496, 4.887898181599368e-150",
    "-489, 6.256509672447191e-148",
    "-383, 5.075883674631299e-116",
    "-366, 6.653062250012736e-111",
    "-296, 7.854549544476363e-90",
    "-140, 7.174648137343064e-43",
    "-97, 6.310887241768095e-30",
    "-77, 6.617444900424222e-24",
    "-44, 5.684341886080802e-14",
    "-24, 5.960464477539063e-8",
    "89, 6.189700196426902e+26",
    "122, 5.316911983139664e+36",
    "132, 5.444517870735016e+39",
    "172, 5.986310706507379e+51",
    "182, 6.129982163463556e+54",
    "275, 6.070840288205404e+82",
    "305, 6.518515124270356e+91",
    "345, 7.167183174968974e+103",
    "378, 6.156563468186638e+113",
    "398, 6.455624695217272e+119",
    "405, 8.263199609878108e+121",
    "481, 6.243497100631985e+144",
    "534, 5.623642243178996e+160",
    "544, 5.758609657015292e+163",
    "554, 5.896816288783659e+166",
    "574, 6.183260036827614e+172",
    "594, 6.483618076376552e+178",
    "710, 5.386379163185535e+213",
    "803, 5.334411546303884e+241",
    "863, 6.150157786156811e+259",
    "896, 5.282945311356653e+269",
    "976, 6.386688990511104e+293"
  })
  void powersOfTwoWhoseShortestFormIsNotWhatTheyRoundTo(int exponent, String written) {
    assertThat(CanonicalJson.number(Math.scalb(1.0, exponent))).isEqualTo(written);
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
