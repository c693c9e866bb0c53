package org.amitygate.journal;

import org.junit.jupiter.api.Tag;

@Tag("slow")
class SqliteCrashTest extends CrashTest {
  SqliteCrashTest() {
    super(TestStore.SQLITE);
  }
}
