package org.amitygate.journal;

class PostgresSyncsTest extends SyncsTest {

  PostgresSyncsTest() {
    super(TestStore.POSTGRES);
  }

  /** Its writers in the background sync when they have something to do. */
  @Override
  long others() {
    return SyncingWriter.WORKS / 10;
  }
}
