package org.amitygate.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.amitygate.partner.handover.EntryTable;
import org.amitygate.partner.handover.ExitTable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The proof of {@code ./gate prove partner}, with two epochs. */
@Tag("slow")
class SmallProofTest {

  @Test
  void everyPromiseHoldsEveryRowIsTakenAndEveryGuardIsNeeded() {
    List<String> said = new ArrayList<>();
    Proof proof = Proof.small(ExitTable.TABLE, EntryTable.TABLE, said::add).run();
    assertThat(proof.holds()).as(String.join("\n", said)).isTrue();
    assertThat(proof.counts().get("states")).isGreaterThan(250_000);
    assertThat(proof.counts().get("guardsRemoved")).isGreaterThan(40);
  }
}
