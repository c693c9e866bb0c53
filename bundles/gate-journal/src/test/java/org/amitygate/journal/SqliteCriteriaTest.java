package org.amitygate.journal;

class SqliteCriteriaTest extends CriteriaTest {
  SqliteCriteriaTest() {
    super(TestStore.SQLITE);
  }
}
