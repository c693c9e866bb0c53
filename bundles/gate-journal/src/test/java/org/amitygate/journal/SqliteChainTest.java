package org.amitygate.journal;

class SqliteChainTest extends ChainTest {
  SqliteChainTest() {
    super(TestStore.SQLITE);
  }
}
