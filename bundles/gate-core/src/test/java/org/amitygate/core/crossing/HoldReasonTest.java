package org.amitygate.core.crossing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class HoldReasonTest {

  /** Why, how it is shown, and who clears it. */
  private static final String TABLE =
      """
      ID_UNREADABLE HOLD_ID operator
      ID_CONFUSABLE HOLD_ID operator
      ID_UNDECLARED HOLD_ID operator
      ID_MISMATCH HOLD_ID operator
      VEHICLE_LEFT HOLD_ID operator
      SEAL HOLD_SEAL customs
      DECLARED_TWICE HOLD_DOCUMENT customs
      WEIGHT HOLD_WEIGHT operator
      WEIGHT_UNSTABLE HOLD_WEIGHT operator
      CUSTOMS_CONTROL HOLD_DOCUMENT customs
      CUSTOMS_REJECTED HOLD_DOCUMENT customs
      CUSTOMS_SILENT HOLD_DOCUMENT customs
      PARTNER_SILENT HOLD_PARTNER operator
      LANE_NOT_READY HOLD_LANE operator
      BARRIER_STUCK HOLD_BARRIER border-guard
      BARRIER_UNKNOWN HOLD_BARRIER border-guard
      STRIP_MISMATCH HOLD_ID border-guard
      TAILGATE HOLD_BARRIER border-guard
      JOINT_INSPECTION JOINT_OPEN customs
      SYSTEM HOLD_SYSTEM supervisor
      """;

  @Test
  void eachHoldIsShownAndClearedAsItsTableSays() {
    String reasons =
        Arrays.stream(HoldReason.values())
            .map(r -> r.name() + " " + r.state() + " " + r.clearedBy().groupName() + "\n")
            .collect(Collectors.joining());
    assertThat(reasons).isEqualTo(TABLE);
  }

  @Test
  void theOperatorsTableHasEachHold() throws IOException {
    Pattern row = Pattern.compile("\\| `(\\w+)` \\| `(\\w+)` \\| `([a-z-]+)` \\| [^|]+ \\|");
    String holds =
        Files.readString(Path.of("../../docs/operating.md"))
            .split("\n## Holds\n", 2)[1]
            .split("\n## ", 2)[0];
    assertThat(
            row.matcher(holds)
                .results()
                .map(r -> r.group(1) + " " + r.group(2) + " " + r.group(3) + "\n")
                .collect(Collectors.joining()))
        .isEqualTo(TABLE);
  }
}
