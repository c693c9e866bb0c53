package org.amitygate.journal;

class PostgresJournalFolderTest extends JournalFolderTest {
  PostgresJournalFolderTest() {
    super(TestStore.POSTGRES);
  }
}
