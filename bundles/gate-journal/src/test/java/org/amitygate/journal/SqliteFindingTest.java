package org.amitygate.journal;

class SqliteFindingTest extends FindingTest {
  SqliteFindingTest() {
    super(TestStore.SQLITE);
  }
}
