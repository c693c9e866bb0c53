package org.amitygate.journal;

class SqliteCrashTest extends CrashTest {
  SqliteCrashTest() {
    super(TestStore.SQLITE);
  }
}
