package org.amitygate.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.amitygate.core.journal.Evidence.EvidenceFull;
import org.amitygate.core.journal.Journal.JournalUnavailable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceStoreTest {

  /** SHA-256 of "abc": FIPS 180-4, example B.1. */
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  private static final byte[] BYTES = "abc".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path folder;
  private Path file;
  private final List<String> synced = new ArrayList<>();
  private boolean diskFails;

  /** Notes what is synced, and that the file has its name only after its content is on disk. */
  private final FileSync sync =
      new FileSync() {
        @Override
        public void file(Path written) throws IOException {
          assertThat(written).hasBinaryContent(BYTES);
          if (diskFails) {
            throw new IOException("sync failed");
          }
          FileSync.SYSTEM.file(written);
          if (written.equals(file)) {
            synced.add("file of " + Files.getLastModifiedTime(file).toInstant());
          } else {
            assertThat(file).doesNotExist();
            synced.add("file");
          }
        }

        @Override
        public void directory(Path directory) throws IOException {
          FileSync.SYSTEM.directory(directory);
          synced.add(folder.relativize(directory) + (Files.exists(file) ? " with file" : ""));
        }
      };

  private OptionalLong quota = OptionalLong.empty();

  /** Gate time. */
  private Instant now = Instant.now();

  private EvidenceStore store(FileSync files) throws IOException {
    return new EvidenceStore(folder.resolve("evidence"), files, () -> quota, () -> now);
  }

  @BeforeEach
  void place() {
    file = folder.resolve("evidence/ba").resolve(ABC);
  }

  @Test
  void syncsTheFileBeforeItHasItsNameAndTheFolderAfterwards() throws IOException {
    EvidenceStore evidence = store(sync);
    assertThat(synced).containsExactly("evidence", "");
    synced.clear();
    assertThat(evidence.keep(BYTES)).isEqualTo(ABC);
    assertThat(synced).containsExactly("file", "evidence/ba with file");
    assertThat(file).hasBinaryContent(BYTES);
  }

  /** Or a picture would be as old after a power cut as it was, and be deleted too soon. */
  @Test
  void keepsTheSameBytesOnceAndStillSyncsTheirNewDateAndTheirFolder() throws IOException {
    EvidenceStore evidence = store(sync);
    evidence.keep(BYTES);
    synced.clear();
    now = Instant.parse("2030-01-02T03:04:05Z");
    assertThat(evidence.keep(BYTES)).isEqualTo(ABC);
    assertThat(synced).containsExactly("file of 2030-01-02T03:04:05Z", "evidence/ba with file");
    assertThat(folder.resolve("evidence/unfinished")).isEmptyDirectory();
  }

  @Test
  void replacesAFileThatIsNotWhatItsNameSays() throws IOException {
    EvidenceStore evidence = store(FileSync.SYSTEM);
    evidence.keep(BYTES);
    Files.writeString(file, "xyz");
    evidence.keep(BYTES);
    assertThat(file).hasBinaryContent(BYTES);
  }

  @Test
  void aFailedSyncFailsAndLeavesNoFileOfThatName() throws IOException {
    EvidenceStore evidence = store(sync);
    diskFails = true;
    assertThatThrownBy(() -> evidence.keep(BYTES)).isInstanceOf(JournalUnavailable.class);
    assertThat(file).doesNotExist();
    assertThat(folder.resolve("evidence/unfinished")).isEmptyDirectory();
    diskFails = false;
    assertThat(evidence.keep(BYTES)).isEqualTo(ABC);
  }

  @Test
  void forgetsWhatACrashLeftUnfinished() throws IOException {
    Path unfinished = Files.createDirectories(folder.resolve("evidence/unfinished"));
    Files.writeString(unfinished.resolve("half"), "ha");
    store(FileSync.SYSTEM);
    assertThat(unfinished).isEmptyDirectory();
  }

  @Test
  void atTheQuotaNothingIsKeptButTheNameIsSaid() throws IOException {
    EvidenceStore evidence = store(FileSync.SYSTEM);
    quota = OptionalLong.of(5);
    evidence.keep(BYTES);
    assertThat(evidence.trouble()).isEmpty();
    assertThatThrownBy(() -> evidence.keep("abcd".getBytes(StandardCharsets.US_ASCII)))
        .isInstanceOfSatisfying(
            EvidenceFull.class,
            e ->
                assertThat(e.name())
                    .startsWith("88d4266fd4e6338d13b845fcf289579d209c897823b9217da3e161936f031589"))
        .hasMessageContaining("has reached its quota, 3 of 5 bytes")
        .hasMessageContaining("raise evidenceQuota in etc/gate.yaml");
    assertThat(evidence.trouble().orElseThrow()).contains("has reached its quota");
    assertThat(evidence.keep(BYTES)).as("what is there takes no room").isEqualTo(ABC);
    evidence.keep("ab".getBytes(StandardCharsets.US_ASCII));

    quota = OptionalLong.of(100);
    evidence.keep("abcd".getBytes(StandardCharsets.US_ASCII));
    assertThat(evidence.trouble()).isEmpty();
  }

  @Test
  void theQuotaCountsWhatIsThereFromBefore() throws IOException {
    store(FileSync.SYSTEM).keep(BYTES);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-11-22T00:00:00Z")));
    quota = OptionalLong.of(5);
    EvidenceStore evidence = store(FileSync.SYSTEM);
    evidence.count();
    assertThatThrownBy(() -> evidence.keep("abc2".getBytes(StandardCharsets.US_ASCII)))
        .isInstanceOf(EvidenceFull.class);
    evidence.keep("ab".getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private void keptAt(String name, Instant time) throws IOException {
    Path kept = folder.resolve("evidence").resolve(name.substring(0, 2)).resolve(name);
    Files.setLastModifiedTime(kept, FileTime.from(time));
  }

  @Test
  void deletesWhatWasLastKeptBeforeATimeUnlessItIsHeldOrWasKeptAgain() throws IOException {
    EvidenceStore evidence = store(FileSync.SYSTEM);
    Instant then = Instant.parse("2020-01-02T03:04:05Z");
    String old = evidence.keep(BYTES);
    String again = evidence.keep(ascii("kept again"));
    String held = evidence.keep(ascii("held"));
    String young = evidence.keep(ascii("young"));
    for (String name : List.of(old, again, held)) {
      keptAt(name, then);
    }
    keptAt(young, then.plusSeconds(1));
    evidence.keep(ascii("kept again"));
    Instant before = then.plusSeconds(1);

    assertThat(evidence.has(then, held::equals)).isFalse();
    assertThat(evidence.has(before, held::equals)).isTrue();
    assertThat(evidence.delete(before, held::equals)).isEqualTo(1);
    assertThat(file).doesNotExist();
    assertThat(evidence.has(before, held::equals)).isFalse();
    assertThat(evidence.delete(before, name -> false)).as("no longer held").isEqualTo(1);
    try (var left = Files.walk(folder.resolve("evidence"))) {
      assertThat(left.filter(Files::isRegularFile).map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder(again, young);
    }
  }

  /** It is due, and just being deleted, when a camera sends the same picture once more. */
  @Test
  void whatIsKeptWhileItIsDeletedIsKept() throws Exception {
    EvidenceStore evidence = store(FileSync.SYSTEM);
    keptAt(evidence.keep(BYTES), Instant.EPOCH);
    Thread keeping = new Thread(() -> evidence.keep(BYTES));
    Predicate<String> notHeld =
        name -> {
          keeping.start();
          while (keeping.isAlive() && keeping.getState() != Thread.State.BLOCKED) {
            Thread.onSpinWait();
          }
          return false;
        };
    assertThat(evidence.delete(Instant.EPOCH.plusSeconds(1), notHeld)).isEqualTo(1);
    keeping.join();
    assertThat(file).hasBinaryContent(BYTES);
  }

  /** The battery of the machine's clock is empty: it begins in the past, and gate time goes on. */
  @Test
  void evidenceIsDatedByGateTimeAndNotByTheWallClock() throws IOException {
    now = Instant.now().plus(Duration.ofDays(400));
    EvidenceStore evidence = store(FileSync.SYSTEM);
    evidence.keep(BYTES);
    String again = evidence.keep(ascii("kept again"));
    assertThat(evidence.delete(now.minus(Duration.ofDays(30)), name -> false)).isZero();
    now = now.plus(Duration.ofDays(31));
    evidence.keep(ascii("kept again"));
    assertThat(evidence.delete(now.minus(Duration.ofDays(30)), again::equals)).isEqualTo(1);
    assertThat(evidence.has(now.minus(Duration.ofDays(30)), name -> false)).isFalse();
  }

  @Test
  void whatIsKeptBeforeAllIsCountedCountsOnce() throws IOException {
    store(FileSync.SYSTEM).keep(BYTES);
    quota = OptionalLong.of(5);
    EvidenceStore evidence = store(FileSync.SYSTEM);
    evidence.keep(ascii("d"));
    evidence.keep(BYTES);
    Files.write(folder.resolve("evidence/unfinished/half"), BYTES);
    evidence.count();
    assertThatThrownBy(() -> evidence.keep(ascii("ef"))).isInstanceOf(EvidenceFull.class);
    evidence.keep(ascii("e"));
  }

  /** A rule may be applied right after the start. */
  @Test
  void whatIsDeletedBeforeAllIsCountedMakesNoRoomTwice() throws IOException {
    EvidenceStore before = store(FileSync.SYSTEM);
    keptAt(before.keep(BYTES), Instant.EPOCH);
    before.keep(ascii("xy"));
    quota = OptionalLong.of(5);
    EvidenceStore evidence = store(FileSync.SYSTEM);
    assertThat(evidence.delete(Instant.EPOCH.plusSeconds(1), name -> false)).isEqualTo(1);
    evidence.count();
    assertThatThrownBy(() -> evidence.keep(ascii("efgh"))).isInstanceOf(EvidenceFull.class);
    evidence.keep(ascii("efg"));
    assertThatThrownBy(() -> evidence.keep(ascii("h"))).isInstanceOf(EvidenceFull.class);
  }

  @Test
  void whatIsDeletedMakesRoomInTheQuota() throws IOException {
    quota = OptionalLong.of(BYTES.length);
    EvidenceStore evidence = store(FileSync.SYSTEM);
    keptAt(evidence.keep(BYTES), Instant.EPOCH);
    assertThatThrownBy(() -> evidence.keep(ascii("xyz"))).isInstanceOf(EvidenceFull.class);
    assertThat(evidence.trouble()).isPresent();
    evidence.delete(Instant.EPOCH.plusSeconds(1), name -> false);
    assertThat(evidence.trouble()).as("before the next picture, too").isEmpty();
    evidence.keep(ascii("xyz"));
  }
}
