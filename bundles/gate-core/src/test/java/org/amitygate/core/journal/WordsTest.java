package org.amitygate.core.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.amitygate.core.journal.CrossingQuery.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {

  @ParameterizedTest
  @CsvSource({
    "29C-123.45, 29c12345",
    "29 c 123 45, 29c12345",
    "桂A·12345, 桂a12345",
    "粤Z 1234港, 粤z1234港",
    "Hữu Nghị, huunghi",
    "HỮU NGHỊ, huunghi",
    "Đường số 3, duongso3",
    "ĐƯỜNG, duong",
    "đường, duong",
    "２９Ｃ, 29c",
    "友谊关, 友谊关",
    "'·-. /', ''",
    "🚚, ''",
  })
  void whatLooksAlikeIsTheSame(String written, String folded) {
    assertThat(Words.fold(written)).isEqualTo(folded);
    assertThat(Words.fold(folded)).isEqualTo(folded);
  }

  @Test
  void plainTextIsFoldedAsAnyOther() {
    for (char c = 0; c < 0x80; c++) {
      assertThat(Words.fold(c + "x" + c))
          .isEqualTo(Words.fold(c + "x" + c + "ü").replaceFirst("u$", ""));
    }
  }

  @Test
  void diacriticsApartAreTheSameAsTogether() {
    assertThat(Words.fold("Hữu Nghị")).isEqualTo(Words.fold("Hu\u031b\u0303u Nghi\u0323"));
  }

  @Test
  void severalContainersAreSeveralWords() {
    Words words = Words.of(List.of("29C-1", "", "51R-2"), "CSQU 305438-3, MSKU1/x", "D|1\n2", "N");
    assertThat(words)
        .isEqualTo(new Words("29c1 51r2", "csqu3054383 msku1 x", "d12", "n"))
        .isEqualTo(Words.ofStored(words.stored()));
    assertThat(words.stored()).isEqualTo("29c1 51r2|csqu3054383 msku1 x|d12|n");
  }

  @Test
  void whatIsVeryLongIsCut() {
    assertThat(Words.of(List.of("9".repeat(500)), "", "", "").plates()).hasSize(Words.LONGEST);
  }

  @Test
  void aPlaceIsReadAsItIsWritten() {
    Place place = new Place(Instant.parse("2026-11-23T01:02:03.000004Z"), new UUID(-1, 7));
    assertThat(Place.parse(place.toString())).contains(place);
    assertThat(Place.parse("2026-11-23T01:02:03Z")).isEmpty();
    assertThat(Place.parse("")).isEmpty();
    assertThat(Place.parse("x_y")).isEmpty();
  }
}
