package org.amitygate.partner.handover;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.amitygate.device.Durations;
import org.junit.jupiter.api.Test;

class LimitsDocumentTest {

  @Test
  void eachLimitIsInTheConfigurationsTableWithItsStandard() throws Exception {
    String limits =
        Files.readString(Path.of("../../docs/configuration.md"))
            .split("\n## Limits\n", 2)[1]
            .split("\n## ", 2)[0];
    Map<String, Duration> told =
        Pattern.compile("\\| `(\\w+)` \\| (\\w+) \\| [^|]+ \\|")
            .matcher(limits)
            .results()
            .collect(Collectors.toMap(row -> row.group(1), row -> Durations.parse(row.group(2))));
    assertThat(told)
        .containsAllEntriesOf(
            Arrays.stream(Limit.values()).collect(Collectors.toMap(Limit::key, Limit::standard)));
  }
}
