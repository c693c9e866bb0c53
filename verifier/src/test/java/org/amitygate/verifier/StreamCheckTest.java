package org.amitygate.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A part of a stream in an exported file, in which personal values are gone under a legal hold. */
class StreamCheckTest {

  private static final boolean LINK = true;

  private final StreamCheck part = new StreamCheck("crossing:1", Evidence.NOT_LOOKED_AT, null);
  private long seq;
  private byte[] hash = Hashes.zeros();

  private void next(String type, boolean erased, boolean link) throws Wrong {
    byte[] body = "{\"type\":\"%s\",\"v\":1}".formatted(type).getBytes(StandardCharsets.UTF_8);
    Row row = row(++seq, type, body, erased, link, new byte[32]);
    hash = Hashes.record(row);
    part.next(
        new Row(
            row.position(),
            row.stream(),
            seq,
            row.id(),
            seq,
            type,
            1,
            row.body(),
            row.bodyDigest(),
            row.personal(),
            row.personalDigest(),
            row.previous(),
            hash));
  }

  private Row row(long seq, String type, byte[] body, boolean erased, boolean link, byte[] hash) {
    return new Row(
        Optional.empty(),
        "crossing:1",
        seq,
        new byte[16],
        seq,
        type,
        1,
        link ? Optional.empty() : Optional.of(body),
        Hashes.sha256(body),
        Optional.empty(),
        erased ? Optional.of(Hashes.sha256(body)) : Optional.empty(),
        this.hash,
        hash);
  }

  private void goneUnderAHold() throws Wrong {
    next("PlateRead", true, !LINK);
    next("LegalHoldPlaced", false, !LINK);
  }

  @Test
  void thatIsAFindingWhereTheHoldLasts() throws Wrong {
    goneUnderAHold();
    assertThat(part.end(false)).map(Finding::toString).get().asString().contains("in spite of");
  }

  /** Behind the part the hold may have been lifted, and the values erased by a rule. */
  @Test
  void itIsNotProvedWhereTheStreamGoesOn() throws Wrong {
    goneUnderAHold();
    next("LegalHoldLifted", false, LINK);
    assertThat(part.end(false)).isEmpty();
    assertThat(part.unproved()).isPresent();
  }
}
