package org.amitygate.journal;

class SqliteArchiveTest extends ArchiveTest {
  SqliteArchiveTest() {
    super(TestStore.SQLITE);
  }
}
