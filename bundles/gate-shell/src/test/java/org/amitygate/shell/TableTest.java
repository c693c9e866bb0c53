package org.amitygate.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void columnsStandUnderEachOtherInEveryScript() {
    String text =
        new Table("A", "B").row("友谊", "x").row("Hu\u031b\u0303u", "y\nz").row(null, "").toString();

    assertThat(text).isEqualTo("A     B\n友谊  x\nHu\u031b\u0303u   y z\n-     -\n");
  }

  @Test
  void nothingInACellMovesTheCursorOrTurnsTheText() {
    String text = new Table("A").row("a\u001b[2J\u0007b\u202ec\u200bd\u009be").toString();

    assertThat(text).isEqualTo("A\na [2J b c d e\n");
  }

  @Test
  void countsColumns() {
    assertThat(Table.width("Hữu Nghị")).isEqualTo(8);
    assertThat(Table.width("友谊关")).isEqualTo(6);
    assertThat(Table.width("한글カナ")).isEqualTo(8);
  }
}
