package org.amitygate.testkit;

import java.time.Duration;
import java.util.Map;
import org.amitygate.device.Command;
import org.amitygate.device.Outcome;
import org.junit.jupiter.api.Tag;

/** The contract holds for the reference driver, so it can be held. */
@Tag("slow")
class ReferenceContractTest extends DriverContract {

  @Override
  protected Declaration declare() {
    return Declaration.of(ReferenceDriver::new, "tcp", port -> new ReferenceDevice())
        .setting("silence", "800ms")
        .readings()
        .suspends()
        .liveness(Duration.ofMillis(1200))
        .command(Command.WEIGH, Map.of(), outcome -> outcome instanceof Outcome.Done)
        .command(ReferenceDriver.LIFT, Map.of(), outcome -> outcome instanceof Outcome.Done);
  }
}
