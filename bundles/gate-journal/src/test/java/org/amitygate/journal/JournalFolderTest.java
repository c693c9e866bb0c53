package org.amitygate.journal;

import static org.amitygate.journal.Fixture.body;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.amitygate.config.StorageConfig;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.Journal.JournalUnavailable;
import org.amitygate.core.time.MonotonicGateClock;
import org.amitygate.core.time.UuidV7;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With real threads. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
abstract class JournalFolderTest {

  @TempDir Path folder;
  final TestStore database;

  JournalFolderTest(TestStore database) {
    this.database = database;
  }

  final JournalFolder open(Path place) throws IOException {
    StorageConfig storage = database.storage(folder);
    return JournalFolder.open(place, () -> storage);
  }

  @Test
  void manyThreadsWriteAndEachIsAnsweredInItsOrder() throws Exception {
    int threads = 8;
    int each = 200;
    try (JournalFolder gate = open(folder)) {
      List<Thread> all = new ArrayList<>();
      List<List<Integer>> answered = new ArrayList<>();
      Set<String> tellers = java.util.Collections.synchronizedSet(new TreeSet<>());
      for (int t = 0; t < threads; t++) {
        String stream = "lane:L" + t;
        List<Integer> own = java.util.Collections.synchronizedList(new ArrayList<>());
        answered.add(own);
        Thread thread =
            new Thread(
                () -> {
                  List<CompletableFuture<?>> futures = new ArrayList<>();
                  for (int n = 0; n < each; n++) {
                    int number = n;
                    futures.add(
                        gate.journal()
                            .<Void>submit(
                                tx -> {
                                  tx.append(stream, "Seen", body("n", number));
                                  tx.afterCommit(
                                      () -> {
                                        own.add(number);
                                        tellers.add(Thread.currentThread().getName());
                                      });
                                  return null;
                                }));
                  }
                  futures.forEach(CompletableFuture::join);
                });
        thread.start();
        all.add(thread);
      }
      for (Thread thread : all) {
        thread.join();
      }
      assertThat(tellers).containsExactly("journal-done");
      for (int t = 0; t < threads; t++) {
        String stream = "lane:L" + t;
        assertThat(answered.get(t)).hasSize(each).isSorted();
        assertThat(gate.journal().read(view -> view.records(stream)).join())
            .extracting(entry -> entry.body().path("n").asInt())
            .containsExactlyElementsOf(answered.get(t));
      }
    }
    assertThat(database.check(folder).faults).isEmpty();
  }

  @Test
  void whatIsQueuedDuringACommitIsInTheNextOneTogether() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    WatchedStore store = new WatchedStore(database.open(folder));
    store.beforeCommit =
        () -> {
          entered.countDown();
          await(go);
        };
    MonotonicGateClock clock = new MonotonicGateClock(store.lastAt());
    java.util.Random random = new java.util.Random(1);
    JournalThreads threads = new JournalThreads(2);
    JournalWriter journal =
        new JournalWriter(store, clock, new UuidV7(clock, random), random, threads.strands());
    CompletableFuture<Void> first = journal.submit(tx -> seen(tx, 0));
    await(entered);
    List<CompletableFuture<Void>> others = new ArrayList<>();
    for (int n = 1; n <= 50; n++) {
      int number = n;
      others.add(journal.submit(tx -> seen(tx, number)));
    }
    assertThat(first).isNotDone();
    assertThat(journal.read(view -> view.records("gate")).join()).isEmpty();
    go.countDown();
    others.forEach(CompletableFuture::join);
    assertThat(first).isCompleted();
    assertThat(store.commits).isEqualTo(2);
    assertThat(journal.read(view -> view.records("gate")).join())
        .extracting(Entry::seq)
        .hasSize(51);
    journal.close();
    threads.close();
    store.close();
  }

  @Test
  void closingWritesWhatIsQueued() throws Exception {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    try (JournalFolder gate = open(folder)) {
      for (int n = 0; n < 500; n++) {
        int number = n;
        all.add(gate.journal().submit(tx -> seen(tx, number)));
      }
    }
    assertThat(all).allMatch(future -> future.isDone() && !future.isCompletedExceptionally());
    try (JournalFolder gate = open(folder)) {
      assertThat(gate.journal().read(view -> view.records("gate")).join()).hasSize(500);
    }
  }

  @Test
  void theFolderIsPrivateAndItsLocksAreGivenBack() throws Exception {
    Path fresh = folder.resolve("data/gate");
    open(fresh).close();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fresh)))
        .isEqualTo("rwx------");
    Files.writeString(folder.resolve("evidence"), "in the way");
    assertThatThrownBy(() -> open(folder)).isInstanceOf(IOException.class);
    Files.delete(folder.resolve("evidence"));
    open(folder).close();
  }

  @Test
  void aJournalThatWasSetBackIsRefused() throws Exception {
    try (JournalFolder gate = open(folder)) {
      gate.journal().submit(tx -> seen(tx, 1)).join();
      gate.journal().submit(tx -> seen(tx, 2)).join();
    }
    database.sql(folder, "DELETE FROM record WHERE seq = 2");
    for (int again = 0; again < 2; again++) {
      assertThatThrownBy(() -> open(folder))
          .hasMessageContaining("lacks records that this gate has written")
          .hasMessageContaining("or delete " + last() + " to go on without them");
    }
    Files.delete(last());
    open(folder).close();
    assertThat(last()).content().startsWith("1 ");
  }

  @Test
  void aJournalThatLacksACommitWithoutRecordsIsRefused() throws Exception {
    try (JournalFolder gate = open(folder)) {
      gate.journal()
          .submit(
              tx -> {
                tx.put("note", "x", body("n", 1));
                return null;
              })
          .join();
    }
    database.sql(folder, "DELETE FROM item");
    assertThatThrownBy(() -> open(folder)).hasMessageContaining("lacks records");
  }

  @Test
  void anEmptyJournalInThePlaceOfTheGatesOwnIsRefused() throws Exception {
    try (JournalFolder gate = open(folder)) {
      gate.journal().submit(tx -> seen(tx, 1)).join();
    }
    database.empty(folder);
    for (int again = 0; again < 2; again++) {
      assertThatThrownBy(() -> open(folder)).hasMessageContaining("lacks records");
    }
    assertThat(folder.resolve("journal.db")).as("nothing is made in its place").doesNotExist();
  }

  @Test
  void howFarTheJournalHasComeIsNotedAtEachSealAndAtTheStart() throws Exception {
    try (JournalFolder gate = open(folder)) {
      gate.journal().submit(tx -> seen(tx, 1)).join();
      assertThat(last()).content().startsWith("0 ");
      gate.archive().seal(LocalDate.EPOCH, new ArchiveTest.DigestKey()).join();
      assertThat(last()).content().startsWith("2 ");
      gate.journal().submit(tx -> seen(tx, 2)).join();
    }
    assertThat(last()).content().startsWith("3 ");
    Files.delete(last());
    try (JournalFolder gate = open(folder)) {
      assertThat(gate.journal().status().writable()).isTrue();
      assertThat(last()).content().startsWith("3 ");
    }
  }

  @Test
  void aDamagedNoteOfHowFarItHasComeIsNotPassedOver() throws Exception {
    try (JournalFolder gate = open(folder)) {
      gate.journal().submit(tx -> seen(tx, 1)).join();
    }
    String whole = Files.readString(last());
    for (String damaged : List.of("", whole.strip(), "1" + whole.substring(10), "\u0000\u00e9\n")) {
      Files.writeString(last(), damaged);
      assertThatThrownBy(() -> open(folder))
          .as(damaged)
          .hasMessageContaining(last() + " is damaged")
          .hasMessageContaining("see that the journal is the newest there is");
    }
    Files.writeString(last(), whole);
    open(folder).close();
  }

  private Path last() {
    return folder.resolve("journal.last");
  }

  @Test
  void anotherProcessIsRefusedEvenAfterThisOneTriedTwice() throws Exception {
    try (JournalFolder gate = open(folder)) {
      assertThatThrownBy(() -> open(folder)).hasMessageContaining("in use by");
      Path output = folder.resolve("child.out");
      Process child =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  CrashingWriter.class.getName(),
                  folder.toString(),
                  "0",
                  database.arguments(folder))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      try {
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(output)
            .content()
            .contains("in use by", "process " + ProcessHandle.current().pid());
      } finally {
        child.destroyForcibly();
      }
      assertThat(gate.journal().status().writable()).isTrue();
    }
  }

  @Test
  void evidenceIsDatedByGateTime() throws Exception {
    Instant ahead = Instant.now().plus(Duration.ofDays(400));
    try (Fixture before = new Fixture(database.open(folder))) {
      before.now = ahead;
      before.write(tx -> seen(tx, 1));
    }
    try (JournalFolder gate = open(folder)) {
      String name = gate.evidence().keep(new byte[] {1});
      Path kept = folder.resolve("evidence").resolve(name.substring(0, 2)).resolve(name);
      assertThat(Files.getLastModifiedTime(kept).toInstant())
          .isAfterOrEqualTo(ahead.truncatedTo(ChronoUnit.MICROS));
    }
  }

  @Test
  void thatWorksAreRefusedIsATrouble() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (JournalFolder gate = open(folder)) {
      assertThat(gate.troubles()).isEmpty();
      try {
        gate.journal()
            .submit(
                tx -> {
                  await(go);
                  return seen(tx, 0);
                });
        CompletableFuture<Void> last;
        do {
          last = gate.journal().submit(tx -> seen(tx, 1));
        } while (!last.isCompletedExceptionally());
        assertThat(gate.troubles()).hasSize(1);
        assertThat(gate.troubles().get(0)).startsWith("the journal is overloaded: ");
      } finally {
        go.countDown();
      }
    }
  }

  @Test
  void moreQuestionsThanCanWaitAreRefusedAtOnce() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (JournalFolder gate = open(folder)) {
      List<CompletableFuture<Integer>> waiting = new ArrayList<>();
      for (int n = 0; n < SqlStore.READERS + JournalThreads.QUESTIONS; n++) {
        waiting.add(
            gate.journal()
                .read(
                    view -> {
                      await(go);
                      return 1;
                    }));
      }
      try {
        assertThat(Fixture.failure(gate.journal().read(view -> 1)))
            .isInstanceOf(JournalUnavailable.class)
            .hasMessageContaining("it takes no more questions");
      } finally {
        go.countDown();
      }
      assertThat(waiting).allSatisfy(each -> assertThat(each.join()).isEqualTo(1));
      assertThat(gate.journal().read(view -> 1).join()).isEqualTo(1);
    }
  }

  private static Void seen(org.amitygate.core.journal.Transaction tx, int n) {
    tx.append("gate", "Seen", body("n", n));
    return null;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
