package org.amitygate.journal;

class PostgresSomeRecordsTest extends SomeRecordsTest {
  PostgresSomeRecordsTest() {
    super(TestStore.POSTGRES);
  }
}
