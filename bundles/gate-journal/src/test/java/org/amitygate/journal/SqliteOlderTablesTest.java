package org.amitygate.journal;

class SqliteOlderTablesTest extends OlderTablesTest {
  SqliteOlderTablesTest() {
    super(TestStore.SQLITE);
  }
}
