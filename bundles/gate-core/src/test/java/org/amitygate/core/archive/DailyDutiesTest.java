package org.amitygate.core.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.amitygate.config.ArchiveConfig;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.bench.MemoryArchive;
import org.amitygate.core.journal.ClockLeap;
import org.amitygate.core.journal.SealKey;
import org.amitygate.core.json.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bench's clock stands at 02:00 UTC, which is 09:00 at the gate in Hanoi's zone. */
class DailyDutiesTest {

  private static final LocalDate BEFORE = LocalDate.parse("2026-11-22");
  private static final LocalDate TODAY = BEFORE.plusDays(1);

  private final Bench bench = new Bench();
  private final MemoryArchive archive = new MemoryArchive(bench.journal);
  private boolean keyIsThere = true;
  private int signatures;
  private int asked;

  private final SealKey key =
      new SealKey() {
        @Override
        public String fingerprint() {
          asked++;
          if (!keyIsThere) {
            throw new IllegalStateException("the key cannot be read");
          }
          return "fingerprint";
        }

        @Override
        public byte[] sign(byte[] bytes) {
          signatures++;
          return bytes;
        }
      };

  @BeforeEach
  void configure() {
    bench.archive =
        new ArchiveConfig(
            "seals.jwk", ArchiveConfig.NONE.personal(), ArchiveConfig.NONE.evidence());
  }

  private DailyDuties duties() {
    return new DailyDuties(
        archive,
        () -> key,
        new Retention(
            bench.journal,
            archive,
            bench.config(),
            bench.barriers.lanes(),
            () -> bench.desk,
            Runnable::run),
        bench.config(),
        bench::now,
        bench.time());
  }

  private void write() {
    bench.tx(
        tx -> {
          tx.append("gate", "Seen", Json.object());
          return true;
        });
  }

  @Test
  void aYoungGateSealsItsFirstDayWhenThatIsOver() {
    write();
    duties().open();
    bench.pass(Duration.ofHours(14));
    assertThat(archive.days).as("23:00").isEmpty();
    bench.pass(Duration.ofMinutes(62));
    assertThat(archive.days).as("00:02").containsExactly(TODAY);
    bench.pass(Duration.ofHours(22));
    assertThat(archive.days).as("once a day").containsExactly(TODAY);
    assertThat(signatures).isEqualTo(1);
  }

  @Test
  void theRetentionRulesAreAppliedOnceADay() {
    write();
    bench.archive =
        new ArchiveConfig("seals.jwk", Optional.of(Duration.ofDays(1)), Optional.empty());
    duties().open();
    bench.pass(Duration.ofHours(14));
    assertThat(archive.looks).as("at the start").isEqualTo(1);
    bench.pass(Duration.ofHours(2));
    assertThat(archive.looks).as("after midnight").isEqualTo(2);
  }

  @Test
  void aClockFarAheadAtTheStartErasesNothingForADay() {
    write();
    bench.archive =
        new ArchiveConfig("seals.jwk", Optional.of(Duration.ofDays(1)), Optional.empty());
    bench.pass(Duration.ofDays(8));
    write(); // the gate starts
    Instant started = bench.now();
    DailyDuties before = duties();
    before.open();
    bench.pass(Duration.ofHours(1));
    assertThat(ClockLeap.look(archive, bench.now()).join().orElseThrow())
        .contains("nothing is erased by its age before " + started.plus(Duration.ofDays(1)));
    before.close();
    write(); // and once more
    duties().open();
    bench.pass(Duration.ofHours(22));
    assertThat(archive.looks).as("another start does not shorten it").isZero();
    bench.pass(Duration.ofHours(2));
    assertThat(archive.looks).as("a day later").isEqualTo(1);
    assertThat(ClockLeap.look(archive, bench.now()).join()).isEmpty();
  }

  @Test
  void aGateThatWasOffForAWeekForgetsAtItsStart() {
    write();
    bench.archive =
        new ArchiveConfig("seals.jwk", Optional.of(Duration.ofDays(1)), Optional.empty());
    bench.pass(Duration.ofDays(7));
    write(); // the gate starts
    duties().open();
    bench.settle();
    assertThat(archive.looks).isEqualTo(1);
  }

  @Test
  void aDayWithoutRecordsHasNoSeal() {
    duties().open();
    bench.pass(Duration.ofDays(3));
    assertThat(archive.days).isEmpty();
  }

  @Test
  void aMidnightThatWasMissedIsMadeUpForAtTheNextStart() {
    write();
    bench.pass(Duration.ofDays(4));
    duties().open();
    bench.settle();
    assertThat(archive.days).containsExactly(TODAY.plusDays(3));
    duties().open();
    bench.pass(Duration.ofMinutes(5));
    assertThat(archive.days).as("not again").hasSize(1);
  }

  @Test
  void withoutItsKeyTheGateSealsAsSoonAsTheKeyIsBack() {
    write();
    bench.pass(Duration.ofDays(1));
    keyIsThere = false;
    duties().open();
    bench.pass(Duration.ofMinutes(3));
    assertThat(archive.days).isEmpty();
    assertThat(asked).as("tried every minute").isEqualTo(4);
    keyIsThere = true;
    bench.pass(Duration.ofMinutes(1));
    assertThat(archive.days).containsExactly(TODAY);
  }

  @Test
  void theKeyIsMadeAtTheFirstStart() {
    keyIsThere = false;
    duties().open();
    assertThat(asked).isEqualTo(1);
    keyIsThere = true;
    bench.pass(Duration.ofMinutes(5));
    assertThat(asked).as("until it is there").isEqualTo(2);
    assertThat(signatures).isZero();
  }

  @Test
  void closedItSealsNothing() {
    write();
    DailyDuties duties = duties();
    duties.open();
    duties.close();
    bench.pass(Duration.ofDays(2));
    assertThat(archive.days).isEmpty();
  }

  @Test
  void aGateWithoutAConfigurationSealsNothing() {
    write();
    bench.archive = ArchiveConfig.NONE;
    duties().open();
    bench.pass(Duration.ofDays(2));
    assertThat(archive.days).isEmpty();
    assertThat(signatures).isZero();
  }
}
