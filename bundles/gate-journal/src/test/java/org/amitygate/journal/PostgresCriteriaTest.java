package org.amitygate.journal;

class PostgresCriteriaTest extends CriteriaTest {
  PostgresCriteriaTest() {
    super(TestStore.POSTGRES);
  }
}
