package org.amitygate.journal;

class PostgresChainTest extends ChainTest {
  PostgresChainTest() {
    super(TestStore.POSTGRES);
  }
}
