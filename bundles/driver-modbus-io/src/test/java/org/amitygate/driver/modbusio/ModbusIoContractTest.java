package org.amitygate.driver.modbusio;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.amitygate.device.BarrierState;
import org.amitygate.device.Command;
import org.amitygate.device.Outcome;
import org.amitygate.testkit.Declaration;
import org.amitygate.testkit.DriverContract;

class ModbusIoContractTest extends DriverContract {

  @Override
  protected Declaration declare() {
    return Declaration.of(ModbusIoDriver::new, "tcp", port -> new TinyController())
        .setting("poll", "50ms")
        .setting("timeout", "700ms")
        .setting("outputs", List.of(0L, 1L))
        .readings()
        .suspends()
        .liveness(Duration.ofMillis(1200))
        .command(Command.POSITION, Map.of(), ModbusIoContractTest::isState)
        .command(Command.OPEN, Map.of("token", 5L), ModbusIoContractTest::isDone)
        .command(Command.CANCEL, Map.of("token", 3L), ModbusIoContractTest::isState)
        .command(Command.SET, Map.of("output", 1L, "on", true), ModbusIoContractTest::isDone);
  }

  private static boolean isDone(Outcome outcome) {
    return outcome instanceof Outcome.Done;
  }

  private static boolean isState(Outcome outcome) {
    return outcome instanceof Outcome.Done done
        && done.answer().orElseThrow() instanceof BarrierState;
  }
}
