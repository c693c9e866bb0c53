package org.amitygate.partner.handover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What operators and partners read of alarms names each one that there is, and no other. */
class AlarmsDocumentTest {

  private static final Path DOCUMENTS = Path.of("../../docs");
  private static final Pattern CODE = Pattern.compile("`([A-Z][A-Z_]+)`");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Z][A-Z_]+)` \\|");
  private static final Pattern OF_LINK =
      Pattern.compile("Alarms\\.raise\\([^;]*?\"([A-Z][A-Z_]+)\"");
  private static final Pattern OF_LANE =
      Pattern.compile("alarm\\(\\s*tx,\\s*lane,\\s*\"([A-Z][A-Z_]+)\"");

  private static Set<String> found(Pattern pattern, String text) {
    Set<String> codes = new TreeSet<>();
    pattern.matcher(text).results().forEach(each -> codes.add(each.group(1)));
    return codes;
  }

  private static Set<String> inSources(String folder, Pattern pattern) throws IOException {
    Set<String> codes = new TreeSet<>();
    try (Stream<Path> sources = Files.walk(Path.of(folder))) {
      for (Path source : sources.filter(path -> path.toString().endsWith(".java")).toList()) {
        codes.addAll(found(pattern, Files.readString(source)));
      }
    }
    return codes;
  }

  private static Set<String> ofThePartner() throws IOException {
    Set<String> codes = inSources("src/main/java/org/amitygate/partner/link", OF_LINK);
    for (Table table : List.of(ExitTable.TABLE, EntryTable.TABLE)) {
      for (Row row : table.rows()) {
        for (Output output : row.outputs()) {
          if (output instanceof Output.Alarm alarm) {
            codes.add(alarm.code());
          }
        }
      }
    }
    return codes;
  }

  private static Set<String> ofLanes() throws IOException {
    return inSources("../gate-core/src/main/java/org/amitygate/core/barrier", OF_LANE);
  }

  @Test
  void theOperatorsTableHasEachAlarm() throws IOException {
    Set<String> all = ofThePartner();
    assertThat(ofLanes()).isNotEmpty();
    all.addAll(ofLanes());
    String alarms =
        Files.readString(DOCUMENTS.resolve("operating.md"))
            .split("\n## Alarms\n", 2)[1]
            .split("\n## ", 2)[0];
    assertThat(found(ROW, alarms)).isEqualTo(all);
  }

  @Test
  void theContractHasEachAlarmOfThePartner() throws IOException {
    String row =
        Files.readAllLines(DOCUMENTS.resolve("partner/messages.md")).stream()
            .filter(line -> line.startsWith("| `AlarmRaised`"))
            .findFirst()
            .orElseThrow();
    assertThat(found(CODE, row)).isEqualTo(ofThePartner());
  }
}
