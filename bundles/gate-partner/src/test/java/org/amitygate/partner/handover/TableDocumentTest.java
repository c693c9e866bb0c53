package org.amitygate.partner.handover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The document shows the very tables that run. */
class TableDocumentTest {

  @Test
  void theDocumentIsTheTables() throws IOException {
    String document = Files.readString(Path.of("../../docs/partner/handover-tables.md"));
    assertThat(document)
        .contains(TableText.markdown(ExitTable.TABLE))
        .contains(TableText.markdown(EntryTable.TABLE));
  }
}
