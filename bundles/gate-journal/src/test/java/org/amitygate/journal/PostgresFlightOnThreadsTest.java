package org.amitygate.journal;

class PostgresFlightOnThreadsTest extends FlightOnThreadsTest {
  PostgresFlightOnThreadsTest() {
    super(TestStore.POSTGRES);
  }
}
