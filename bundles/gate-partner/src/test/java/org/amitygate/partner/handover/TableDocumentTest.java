package org.amitygate.partner.handover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.amitygate.partner.lane.LaneTable;
import org.junit.jupiter.api.Test;

/** The documents show the very tables that run. */
class TableDocumentTest {

  private static final Path DOCUMENTS = Path.of("../../docs/partner");

  private static final Pattern ROW = Pattern.compile("\\b([SR]\\d+)\\b");

  @Test
  void theDocumentIsTheTables() throws IOException {
    String document = Files.readString(DOCUMENTS.resolve("handover-tables.md"));
    assertThat(document)
        .contains(TableText.markdown(ExitTable.TABLE))
        .contains(TableText.markdown(EntryTable.TABLE))
        .contains(LaneTable.TABLE.markdown());
  }

  private static Map<String, Row> rows() {
    Map<String, Row> rows = new TreeMap<>();
    for (Table table : new Table[] {ExitTable.TABLE, EntryTable.TABLE}) {
      for (int i = 0; i < table.rows().size(); i++) {
        rows.put(TableText.name(table.role(), i + 1), table.rows().get(i));
      }
    }
    return rows;
  }

  /** What a row hears and sends, by the names of the protocol. */
  private static Set<String> messages(Row row) {
    Set<String> names = new TreeSet<>();
    if (row.on() instanceof MessageType) {
      names.add(row.on().name());
    }
    for (Output output : row.outputs()) {
      if (output instanceof Output.Send send) {
        names.add(send.type().name());
      }
    }
    return names;
  }

  @Test
  void everyClauseNamesTheMessagesOfItsRowsAndNoRowIsLeftOut() throws IOException {
    Map<String, Row> rows = rows();
    Set<String> named = new TreeSet<>();
    for (String line : Files.readAllLines(DOCUMENTS.resolve("protocol.md"))) {
      Matcher row = ROW.matcher(line);
      while (row.find()) {
        assertThat(rows).as(line).containsKey(row.group(1));
        named.add(row.group(1));
        for (String message : messages(rows.get(row.group(1)))) {
          assertThat(line)
              .as("clause with row %s", row.group(1))
              .containsPattern("\\b" + message + "\\b");
        }
      }
    }
    assertThat(named).isEqualTo(rows.keySet());
  }
}
