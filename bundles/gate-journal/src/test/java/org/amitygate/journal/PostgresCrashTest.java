package org.amitygate.journal;

class PostgresCrashTest extends CrashTest {
  PostgresCrashTest() {
    super(TestStore.POSTGRES);
  }
}
