package org.amitygate.journal;

class SqliteJournalWriterTest extends JournalWriterTest {
  SqliteJournalWriterTest() {
    super(TestStore.SQLITE);
  }
}
