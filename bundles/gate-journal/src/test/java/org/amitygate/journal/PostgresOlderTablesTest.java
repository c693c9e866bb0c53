package org.amitygate.journal;

class PostgresOlderTablesTest extends OlderTablesTest {
  PostgresOlderTablesTest() {
    super(TestStore.POSTGRES);
  }
}
