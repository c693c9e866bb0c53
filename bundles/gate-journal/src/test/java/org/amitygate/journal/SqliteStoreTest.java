package org.amitygate.journal;

class SqliteStoreTest extends StoreTest {
  SqliteStoreTest() {
    super(TestStore.SQLITE);
  }
}
