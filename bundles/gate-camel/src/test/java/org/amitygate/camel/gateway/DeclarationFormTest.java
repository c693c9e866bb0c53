package org.amitygate.camel.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.amitygate.camel.gateway.DeclarationForm.Wrong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeclarationFormTest {

  private static final String GOOD =
      "{\"reference\":\"DEC-1\",\"plate\":\"29C-123.45\",\"direction\":\"export\",\"declaredGrossKg\":31200}";

  private static void read(String json) throws Wrong {
    DeclarationForm.read(json.getBytes(StandardCharsets.UTF_8));
  }

  private static void wrong(String json, String sentence) {
    assertThatThrownBy(() -> read(json)).isInstanceOf(Wrong.class).hasMessageContaining(sentence);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "29C-123.45",
        "29C 12345",
        "桂A·12345",
        "Đ1",
        "1234567890123456",
        "粤B•12345",
        "粤B・12345",
        "粤B･12345",
        "粤B‧12345",
        "粤B∙12345",
        "粤B⋅12345",
        "29C‑12345",
        "29C–12345",
        "29C－12345",
        "29C\u2212123．45",
        "29C\u00a012345",
        "粤B\u300012345"
      })
  void plates(String plate) throws Wrong {
    read(GOOD.replace("29C-123.45", plate));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "-.",
        "29C/1",
        "29C\\n1",
        "12345678901234567",
        "A <b>",
        "1 2 3 4 5 6 7 8 9 0 1 2 3"
      })
  void noPlates(String plate) {
    wrong(GOOD.replace("29C-123.45", plate), "'plate' must");
  }

  @ParameterizedTest
  @CsvSource({
    "A, true",
    "a/B.c_d-9, true",
    "'', false",
    "-a, false",
    "a b, false",
    "a|b, false",
    "é, false"
  })
  void references(String reference, boolean good) throws Wrong {
    String json = GOOD.replace("DEC-1", reference);
    if (good) {
      read(json);
    } else {
      wrong(json, "'reference' must be 1 to 64 letters");
    }
  }

  @Test
  void theLongestReference() throws Wrong {
    read(GOOD.replace("DEC-1", "a".repeat(64)));
    wrong(GOOD.replace("DEC-1", "a".repeat(65)), "'reference' must be");
  }

  @ParameterizedTest
  @CsvSource({
    "1, true",
    "500000, true",
    "0, false",
    "-1, false",
    "500001, false",
    "1.5, false",
    "\"1\", false",
    "true, false",
    "null, false",
    "99999999999999999999, false"
  })
  void weights(String weight, boolean good) throws Wrong {
    String json = GOOD.replace("31200", weight);
    if (good) {
      read(json);
    } else {
      wrong(json, "'declaredGrossKg' must be a whole number of kilograms from 1 to 500000");
    }
  }

  @Test
  void aWeightMayBeMissing() throws Wrong {
    read(GOOD.replace(",\"declaredGrossKg\":31200", ""));
  }

  @Test
  void directions() throws Wrong {
    read(GOOD.replace("export", "import"));
    wrong(GOOD.replace("export", "EXPORT"), "'direction' must be export or import");
    wrong(GOOD.replace("\"direction\":\"export\",", ""), "'direction' must be");
  }

  @Test
  void whatMustBeThereAndText() {
    wrong(GOOD.replace("\"reference\":\"DEC-1\",", ""), "'reference' is missing or no text");
    wrong(GOOD.replace("\"DEC-1\"", "17"), "'reference' is missing or no text");
    wrong(GOOD.replace("\"29C-123.45\"", "[]"), "'plate' is missing or no text");
  }

  @ParameterizedTest
  @ValueSource(strings = {"goods", "trader", "container", "seal", "trailerPlate"})
  void otherTexts(String name) throws Wrong {
    read(GOOD.replace("{", "{\"" + name + "\":\"" + "t".repeat(200) + "\","));
    wrong(
        GOOD.replace("{", "{\"" + name + "\":\"" + "t".repeat(201) + "\","),
        "'" + name + "' must be text");
    wrong(GOOD.replace("{", "{\"" + name + "\":\"a\\u0000\","), "'" + name + "' must be text");
    wrong(GOOD.replace("{", "{\"" + name + "\":5,"), "'" + name + "' must be text");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CSQU3054383",
        "csqu 305438-3 / MSKU1234565",
        "none",
        "không có",
        "CSQU305438",
        ""
      })
  void containers(String container) throws Wrong {
    read(GOOD.replace("{", "{\"container\":\"" + container + "\","));
  }

  @Test
  void aContainerNumberWithAWrongCheckDigitIsRefused() {
    wrong(
        GOOD.replace("{", "{\"container\":\"CSQU3054383; msku 123456-4\","),
        "'container': container MSKU1234564 ends in 4, its check digit by ISO 6346 is 5;"
            + " correct the number and send it again");
  }

  @Test
  void unknownMembersAreAllowedToADepth() throws Wrong {
    read(GOOD.replace("{", "{\"x\":" + "[".repeat(7) + "]".repeat(7) + ","));
    wrong(
        GOOD.replace("{", "{\"x\":" + "[".repeat(8) + "]".repeat(8) + ","),
        "nested deeper than 8 levels");
    wrong("[".repeat(50_000), "nested deeper");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "[]",
        "5",
        "\"a\"",
        "null",
        "{",
        "{\"a\":1}}",
        "{\"a\":1,\"a\":2}",
        "{a:1}",
        "\u0000"
      })
  void noDeclarationAtAll(String json) {
    assertThatThrownBy(() -> read(json)).isInstanceOf(Wrong.class);
  }

  @Test
  void anyBytesEitherReadOrAreWrong() {
    Random random = new Random(3);
    byte[] good = GOOD.getBytes(StandardCharsets.UTF_8);
    int wrong = 0;
    for (int i = 0; i < 3_000; i++) {
      byte[] bytes = good.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        DeclarationForm.read(bytes);
      } catch (Wrong expected) {
        wrong++;
      }
    }
    assertThat(wrong).isBetween(1, 3_000);
  }
}
