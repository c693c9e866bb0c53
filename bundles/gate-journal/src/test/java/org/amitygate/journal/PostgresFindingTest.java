package org.amitygate.journal;

import org.junit.jupiter.api.Tag;

@Tag("slow")
class PostgresFindingTest extends FindingTest {
  PostgresFindingTest() {
    super(TestStore.POSTGRES);
  }
}
