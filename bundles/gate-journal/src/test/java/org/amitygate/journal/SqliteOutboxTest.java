package org.amitygate.journal;

class SqliteOutboxTest extends OutboxTest {
  SqliteOutboxTest() {
    super(TestStore.SQLITE);
  }
}
