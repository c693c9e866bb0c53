package org.amitygate.driver.hikvision;

import java.time.Duration;
import org.amitygate.testkit.Declaration;
import org.amitygate.testkit.DriverContract;

class HikvisionStreamContractTest extends DriverContract {

  @Override
  protected Declaration declare() {
    return Declaration.of(HikvisionDriver::new, "http-stream", port -> new TinyStreamCamera())
        .path("/ISAPI/Event/notification/alertStream")
        .setting("silence", "1s")
        .readings()
        .suspends()
        .liveness(Duration.ofMillis(1_500))
        .patience(Duration.ofSeconds(5));
  }
}
