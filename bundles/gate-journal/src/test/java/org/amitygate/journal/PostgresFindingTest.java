package org.amitygate.journal;

class PostgresFindingTest extends FindingTest {
  PostgresFindingTest() {
    super(TestStore.POSTGRES);
  }
}
