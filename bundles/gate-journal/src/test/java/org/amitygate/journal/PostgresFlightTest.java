package org.amitygate.journal;

class PostgresFlightTest extends FlightTest {
  PostgresFlightTest() {
    super(TestStore.POSTGRES);
  }
}
