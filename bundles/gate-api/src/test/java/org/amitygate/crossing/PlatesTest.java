package org.amitygate.crossing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatesTest {

  @ParameterizedTest
  @CsvSource({
    "29C-123.45,29C12345",
    "' 29c 123·45 ',29C12345",
    "粤b-123 45,粤B12345",
    "粤B•12345,粤B12345",
    "粤B・12345,粤B12345",
    "29C‑12345,29C12345",
    "29C－12345,29C12345",
    "29lđ-123.45,29LĐ12345",
    "２９Ｃ１,29C1",
    "'-.',''"
  })
  void aPlateIsComparedWithoutSeparators(String plate, String key) {
    assertThat(Plates.key(plate)).isEqualTo(key);
  }

  /** The accent is nothing but a character for which a plate is no plain text. */
  @Test
  void plainTextIsComparedAsAnyOther() {
    for (char c = 0; c < 0x80; c++) {
      String plain = "a" + c + "Z-" + c;
      assertThat(Plates.key(plain)).isEqualTo(Plates.key(plain + "´"));
    }
  }

  @Test
  void whatACameraConfusesFoldsToOne() {
    assertThat(Plates.fold("OQDĐILZSGB")).isEqualTo("0000112568");
    assertThat(Plates.fold("001112568")).isEqualTo("001112568");
    assertThat(Plates.fold("29LĐ-123.45")).isEqualTo(Plates.fold("29LD12345"));
    assertThat(Plates.fold("A1")).isNotEqualTo(Plates.fold("A2"));
  }

  @Test
  void onlyChineseCharactersAreLost() {
    assertThat(Plates.fold("粤B1学")).isEqualTo("81");
    assertThat(Plates.fold("ก1")).isEqualTo("ก1");
    assertThat(Plates.fold("가1")).isEqualTo("가1");
  }
}
