package org.amitygate.journal;

class SqliteBesideCommitTest extends BesideCommitTest {
  SqliteBesideCommitTest() {
    super(TestStore.SQLITE);
  }
}
