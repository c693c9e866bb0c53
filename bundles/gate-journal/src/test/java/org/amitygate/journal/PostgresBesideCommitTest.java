package org.amitygate.journal;

class PostgresBesideCommitTest extends BesideCommitTest {
  PostgresBesideCommitTest() {
    super(TestStore.POSTGRES);
  }
}
