package org.amitygate.journal;

class PostgresRowsTest extends RowsTest {
  PostgresRowsTest() {
    super(TestStore.POSTGRES);
  }
}
