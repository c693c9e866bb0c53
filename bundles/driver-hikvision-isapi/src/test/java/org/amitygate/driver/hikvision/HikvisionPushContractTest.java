package org.amitygate.driver.hikvision;

import org.amitygate.testkit.Declaration;
import org.amitygate.testkit.DriverContract;

class HikvisionPushContractTest extends DriverContract {

  @Override
  protected Declaration declare() {
    return Declaration.of(HikvisionDriver::new, "http-push", TinyPushCamera::new)
        .path(TinyPushCamera.PATH)
        .readings()
        .suspends();
  }
}
