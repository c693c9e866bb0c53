package org.amitygate.journal;

class PostgresWordBlocksTest extends WordBlocksTest {
  PostgresWordBlocksTest() {
    super(TestStore.POSTGRES);
  }
}
