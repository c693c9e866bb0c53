package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AlarmsTest {

  private static final Path CONTRACT = Path.of("../../docs/partner/messages.md");
  private static final Pattern CODE = Pattern.compile("`([A-Z]+(?:_[A-Z]+)*)`");

  /** The contract names each one: AlarmsDocumentTest. */
  @Test
  void eachAlarmSaysWhatToDo() throws Exception {
    String row =
        Files.readAllLines(CONTRACT).stream()
            .filter(line -> line.startsWith("| `AlarmRaised`"))
            .findFirst()
            .orElseThrow();
    List<String> codes = CODE.matcher(row).results().map((MatchResult m) -> m.group(1)).toList();
    assertThat(codes).hasSizeGreaterThan(10);
    String unknown = Alarms.advice("UNKNOWN", "cn");
    assertThat(codes).noneMatch(code -> Alarms.advice(code, "cn").equals(unknown));
  }
}
