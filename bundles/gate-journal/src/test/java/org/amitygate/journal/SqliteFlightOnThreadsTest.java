package org.amitygate.journal;

class SqliteFlightOnThreadsTest extends FlightOnThreadsTest {
  SqliteFlightOnThreadsTest() {
    super(TestStore.SQLITE);
  }
}
