package org.amitygate.journal;

class PostgresArchiveTest extends ArchiveTest {
  PostgresArchiveTest() {
    super(TestStore.POSTGRES);
  }
}
