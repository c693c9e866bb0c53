package org.amitygate.journal;

class SqliteFlightTest extends FlightTest {
  SqliteFlightTest() {
    super(TestStore.SQLITE);
  }
}
