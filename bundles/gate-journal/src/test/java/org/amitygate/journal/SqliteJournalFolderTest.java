package org.amitygate.journal;

class SqliteJournalFolderTest extends JournalFolderTest {
  SqliteJournalFolderTest() {
    super(TestStore.SQLITE);
  }
}
