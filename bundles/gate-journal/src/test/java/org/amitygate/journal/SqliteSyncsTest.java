package org.amitygate.journal;

class SqliteSyncsTest extends SyncsTest {

  SqliteSyncsTest() {
    super(TestStore.SQLITE);
  }

  @Override
  long others() {
    return 0;
  }
}
