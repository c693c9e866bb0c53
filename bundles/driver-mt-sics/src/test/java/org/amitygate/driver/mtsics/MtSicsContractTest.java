package org.amitygate.driver.mtsics;

import java.time.Duration;
import java.util.Map;
import org.amitygate.device.Command;
import org.amitygate.device.Outcome;
import org.amitygate.device.WeightMeasured;
import org.amitygate.testkit.Declaration;
import org.amitygate.testkit.DriverContract;

class MtSicsContractTest extends DriverContract {

  @Override
  protected Declaration declare() {
    return Declaration.of(MtSicsDriver::new, "tcp", port -> new TinyScale())
        .setting("idlePoll", "100ms")
        .setting("answerTimeout", "700ms")
        .setting("stableTimeout", "1s")
        .readings()
        .suspends()
        .liveness(Duration.ofMillis(1200))
        .command(Command.WEIGH, Map.of(), MtSicsContractTest::isStableWeight);
  }

  private static boolean isStableWeight(Outcome outcome) {
    return outcome instanceof Outcome.Done done
        && done.answer().orElseThrow() instanceof WeightMeasured weight
        && weight.stable();
  }
}
