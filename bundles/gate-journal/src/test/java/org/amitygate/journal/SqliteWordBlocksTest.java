package org.amitygate.journal;

class SqliteWordBlocksTest extends WordBlocksTest {
  SqliteWordBlocksTest() {
    super(TestStore.SQLITE);
  }
}
