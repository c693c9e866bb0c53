package org.amitygate.testkit;

import java.time.Duration;
import java.util.Map;
import org.amitygate.device.Command;
import org.amitygate.device.Outcome;

/**
 * The contract, held against the reference driver with a defect. Run by {@link SabotageTest} only.
 */
final class BrokenContract extends DriverContract {

  static Defect defect = Defect.NONE;

  @Override
  protected Declaration declare() {
    return Declaration.of(() -> defect.driver(), "tcp", port -> new ReferenceDevice())
        .setting("silence", "400ms")
        .readings()
        .suspends()
        .patience(Duration.ofSeconds(2))
        .liveness(Duration.ofMillis(700))
        .command(Command.WEIGH, Map.of(), outcome -> outcome instanceof Outcome.Done);
  }
}
