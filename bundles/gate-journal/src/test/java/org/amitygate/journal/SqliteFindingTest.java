package org.amitygate.journal;

import org.junit.jupiter.api.Tag;

@Tag("slow")
class SqliteFindingTest extends FindingTest {
  SqliteFindingTest() {
    super(TestStore.SQLITE);
  }
}
