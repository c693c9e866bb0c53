package org.amitygate.journal;

import org.junit.jupiter.api.Tag;

@Tag("slow")
class PostgresCrashTest extends CrashTest {
  PostgresCrashTest() {
    super(TestStore.POSTGRES);
  }
}
