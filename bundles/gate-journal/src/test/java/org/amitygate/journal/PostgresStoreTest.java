package org.amitygate.journal;

class PostgresStoreTest extends StoreTest {
  PostgresStoreTest() {
    super(TestStore.POSTGRES);
  }
}
