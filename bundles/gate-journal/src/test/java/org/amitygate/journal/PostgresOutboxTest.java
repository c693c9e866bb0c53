package org.amitygate.journal;

class PostgresOutboxTest extends OutboxTest {
  PostgresOutboxTest() {
    super(TestStore.POSTGRES);
  }
}
