package org.amitygate.journal;

import static org.amitygate.journal.Fixture.START;
import static org.amitygate.journal.Fixture.body;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Collectors;
import org.amitygate.core.journal.Archive.Around;
import org.amitygate.core.journal.Archive.Scan;
import org.amitygate.core.journal.Archive.Sealed;
import org.amitygate.core.journal.CrossingQuery.Place;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.SealKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

abstract class ArchiveTest {

  private static final LocalDate DAY = LocalDate.parse("2026-11-23");
  private static final int MANY = 1_000;

  @TempDir Path folder;
  private final TestStore database;
  private Fixture gate;
  private JournalArchive archive;

  ArchiveTest(TestStore database) {
    this.database = database;
  }

  @BeforeEach
  void open() throws Exception {
    gate = new Fixture(database.open(folder));
    archive =
        new JournalArchive(
            gate.journal,
            new EvidenceStore(
                folder.resolve("evidence"), FileSync.SYSTEM, OptionalLong::empty, () -> gate.now));
  }

  @AfterEach
  void close() {
    gate.close();
  }

  private void append(String stream, Optional<ObjectNode> personal) {
    gate.write(tx -> tx.append(stream, "Seen", 1, body("n", 1), personal));
  }

  private String seal(LocalDate day) {
    var sealed = archive.seal(day, new DigestKey());
    gate.settle();
    return sealed.join();
  }

  /** Its "signature" is the digest of what it signs. */
  private static final class DigestKey implements SealKey {
    @Override
    public String fingerprint() {
      return "fingerprint";
    }

    @Override
    public byte[] sign(byte[] bytes) {
      return Chain.sha256(bytes);
    }
  }

  @Test
  void aSealIsSignedAndRecordedAndCoversExactlyWhatIsNotLater() {
    assertThat(archive.sealed().join()).isEqualTo(new Sealed(Optional.empty(), Optional.empty()));
    append("gate", Optional.empty());
    gate.now = START.plusSeconds(5);
    append("lane:L1", Optional.empty());
    gate.now = START.plusSeconds(60);
    assertThat(archive.sealed().join()).isEqualTo(new Sealed(Optional.empty(), Optional.of(START)));

    String digest = seal(DAY);
    Seal seal = gate.store.read(Rows::lastSeal).orElseThrow();
    assertThat(seal.at()).isEqualTo(Micros.of(START.plusSeconds(5)));
    assertThat(seal.signature()).hasValue(Chain.sha256(seal.digest()));
    Entry record = gate.journal.read(view -> view.records("gate")).join().get(1);
    assertThat(record.body())
        .hasToString(
            "{\"type\":\"DaySealed\",\"v\":1,\"day\":\"2026-11-23\",\"digest\":\""
                + digest
                + "\",\"key\":\"fingerprint\"}");
    assertThat(archive.sealed().join())
        .as("its own record comes after it")
        .isEqualTo(new Sealed(Optional.of(DAY), Optional.of(START.plusSeconds(60))));
  }

  @Test
  void theStreamsThatGrewAreToldWithTheirEnds() {
    append("gate", Optional.empty());
    append("lane:L1", Optional.empty());
    var all = archive.grown(OptionalLong.empty(), MANY).join();
    assertThat(all.heads()).extracting(head -> head.stream()).containsExactly("gate", "lane:L1");
    append("lane:L1", Optional.empty());
    var grown = archive.grown(OptionalLong.of(all.through()), MANY).join();
    assertThat(grown.heads()).hasSize(1);
    assertThat(grown.heads().get(0).stream()).isEqualTo("lane:L1");
    assertThat(grown.heads().get(0).seq()).isEqualTo(2);
    assertThat(grown.heads().get(0).hash())
        .isEqualTo(gate.store.read(rows -> rows.head("lane:L1")).hash());
    assertThat(archive.grown(OptionalLong.of(grown.through()), MANY).join().heads()).isEmpty();
    seal(DAY);
    assertThat(archive.grown(OptionalLong.empty(), MANY).join().heads())
        .as("behind the seal there is its own record")
        .extracting(head -> head.stream())
        .containsExactly("gate");
  }

  @Test
  void streamsThatGrewMuchAreToldPieceByPieceEachAsItWasThen() {
    append("gate", Optional.empty());
    append("lane:L1", Optional.empty());
    append("lane:L1", Optional.empty());
    append("gate", Optional.empty());
    append("lane:L2", Optional.empty());
    long from = 0;
    List<String> told = new ArrayList<>();
    boolean all = false;
    while (!all) {
      var grown = archive.grown(OptionalLong.of(from), 2).join();
      told.add(
          grown.heads().stream()
              .map(head -> head.stream() + " " + head.seq())
              .collect(Collectors.joining(", ")));
      from = grown.through();
      all = grown.all();
    }
    assertThat(told).containsExactly("gate 1, lane:L1 1", "gate 2, lane:L1 2", "lane:L2 1");
    assertThat(from).isEqualTo(5);
  }

  @Test
  void crossingsComePageByPageInTheOrderInWhichTheyBegan() {
    for (int n = 1; n <= 7; n++) {
      CrossingRow row = Fixture.crossing(n, 1, n % 3 == 0, "51C" + n, "D" + n);
      gate.write(tx -> tx.put(row));
    }
    Instant before = START.plusSeconds(7); // the seventh began just then
    List<String> seen = new ArrayList<>();
    Place after = new Place(Instant.EPOCH, new UUID(0, 0));
    for (var page = archive.begun(after, before, 4).join();
        !page.isEmpty();
        page = archive.begun(after, before, 4).join()) {
      assertThat(page).hasSizeLessThanOrEqualTo(4);
      page.forEach(row -> seen.add(row.name()));
      after = Place.of(page.get(page.size() - 1));
    }
    assertThat(seen).containsExactly("HN-1", "HN-2", "HN-3", "HN-4", "HN-5", "HN-6");
  }

  @Test
  void aScanStopsAtTheTimeAndTellsHowFarItLooked() {
    append("a", Optional.of(body("plate", 1)));
    append("a", Optional.empty());
    append("b", Optional.of(body("plate", 2)));
    gate.now = START.plusSeconds(10);
    append("a", Optional.of(body("plate", 3)));
    Instant before = START.plusSeconds(10);

    Scan first = archive.scan(0, before, 2).join();
    assertThat(first.through()).isEqualTo(2);
    assertThat(first.over()).isFalse();
    assertThat(first.found()).hasSize(1);
    Scan second = archive.scan(first.through(), before, 2).join();
    assertThat(second.found()).extracting("stream").containsExactly("b");
    assertThat(second.through()).isEqualTo(3);
    assertThat(second.over()).isTrue();
    assertThat(archive.scan(3, before, 2).join()).isEqualTo(new Scan(3, true, List.of()));
  }

  @Test
  void theRecordsOnBothSidesOfATimeAreFound() {
    assertThat(archive.around(START).join())
        .isEqualTo(new Around(Optional.empty(), Optional.empty()));
    List<Instant> times = new ArrayList<>();
    for (int n = 0; n < 20; n++) {
      gate.now = START.plusSeconds(10L * (n - n % 3)); // three at a time
      append("gate", Optional.empty());
      times.add(gate.now);
      for (int at = -5; at <= 205; at += 5) {
        Instant time = START.plusSeconds(at);
        assertThat(archive.around(time).join())
            .as("%d records, %d s", n + 1, at)
            .isEqualTo(
                new Around(
                    times.stream().filter(time::isAfter).reduce((first, last) -> last),
                    times.stream().filter(t -> !t.isBefore(time)).findFirst()));
      }
    }
  }

  @Test
  void aPartOfAStreamIsForgottenAndTheRestKept() {
    for (int n = 1; n <= 4; n++) {
      append("a", Optional.of(body("plate", n)));
    }
    append("b", Optional.of(body("plate", 9)));
    gate.write(
        tx -> {
          archive.forget(tx, "a", 2, 3);
          assertThat(tx.records("a"))
              .extracting(entry -> entry.personal().isPresent())
              .as("seen in the transaction")
              .containsExactly(true, false, false, true);
        });
    assertThat(gate.journal.read(view -> view.records("a")).join())
        .extracting(entry -> entry.personal().isPresent())
        .containsExactly(true, false, false, true);
    long last = gate.done(tx -> archive.forget(tx, "a"));
    assertThat(last).isEqualTo(4);
    assertThat(gate.journal.read(view -> view.records("a")).join())
        .allMatch(entry -> entry.personal().isEmpty());
    assertThat(gate.journal.read(view -> view.records("b")).join())
        .allMatch(entry -> entry.personal().isPresent());
  }
}
