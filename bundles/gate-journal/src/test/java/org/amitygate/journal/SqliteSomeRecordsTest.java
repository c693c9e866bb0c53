package org.amitygate.journal;

class SqliteSomeRecordsTest extends SomeRecordsTest {
  SqliteSomeRecordsTest() {
    super(TestStore.SQLITE);
  }
}
