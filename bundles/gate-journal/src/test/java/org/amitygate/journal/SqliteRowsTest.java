package org.amitygate.journal;

class SqliteRowsTest extends RowsTest {
  SqliteRowsTest() {
    super(TestStore.SQLITE);
  }
}
