package org.amitygate.journal;

import org.junit.jupiter.api.Tag;

@Tag("slow")
class PostgresJournalFolderTest extends JournalFolderTest {
  PostgresJournalFolderTest() {
    super(TestStore.POSTGRES);
  }
}
