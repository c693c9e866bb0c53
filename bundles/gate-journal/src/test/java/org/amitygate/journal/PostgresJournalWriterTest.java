package org.amitygate.journal;

class PostgresJournalWriterTest extends JournalWriterTest {
  PostgresJournalWriterTest() {
    super(TestStore.POSTGRES);
  }
}
