package org.amitygate.journal;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.amitygate.core.journal.Journal;

/**
 * Writes alone, then alone on a slow disk, then as many lanes on that disk, and prints what it
 * counted. Its process is watched by {@code proofs/syncs.c}.
 */
final class SyncingWriter {

  static final int WORKS = 100;
  static final int LANES = 32;
  static final int WORKS_OF_A_LANE = 20;
  static final int RECORDS_OF_A_WORK = 2;
  static final int SLOWER_MICROS = 2_000;

  private static final int COUNT = 0;
  private static final int SLOWER = Long.BYTES;
  static final int FAILING = 2 * Long.BYTES;
  static final int NUMBERS = 3 * Long.BYTES;

  private final Journal journal;
  private final MappedByteBuffer watched;

  private SyncingWriter(Journal journal, MappedByteBuffer watched) {
    this.journal = journal;
    this.watched = watched;
  }

  /** Arguments: the data folder, the name of its store. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    TestStore store = TestStore.valueOf(args[1]);
    Path counter = Path.of(System.getenv("SYNC_COUNT_FILE"));
    try (JournalFolder gate = JournalFolder.open(folder, () -> store.storage(folder))) {
      SyncingWriter writer = new SyncingWriter(gate.journal(), map(counter));
      writer.alone("alone");
      writer.watched.putLong(SLOWER, SLOWER_MICROS);
      writer.alone("slow");
      writer.together();
      writer.watched.putLong(SLOWER, 0);
    }
    System.exit(0);
  }

  static MappedByteBuffer map(Path counter) throws IOException {
    try (FileChannel file =
        FileChannel.open(counter, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MappedByteBuffer memory = file.map(FileChannel.MapMode.READ_WRITE, 0, NUMBERS);
      memory.order(ByteOrder.nativeOrder());
      return memory;
    }
  }

  /** Each work waits for the one before: prints syncs, and the shortest wait in µs. */
  private void alone(String how) {
    append("gate").join();
    long before = watched.getLong(COUNT);
    long shortest = Long.MAX_VALUE;
    for (int n = 0; n < WORKS; n++) {
      long from = System.nanoTime();
      append("gate").join();
      shortest = Math.min(shortest, System.nanoTime() - from);
    }
    say(how, watched.getLong(COUNT) - before, shortest / 1_000);
  }

  /** Lanes that each wait for their own works: prints syncs, and the records that they stored. */
  private void together() throws InterruptedException {
    long before = watched.getLong(COUNT);
    List<Thread> lanes = new ArrayList<>();
    for (int lane = 0; lane < LANES; lane++) {
      String stream = "lane:L" + lane;
      Thread thread =
          new Thread(
              () -> {
                for (int n = 0; n < WORKS_OF_A_LANE; n++) {
                  append(stream).join();
                }
              });
      thread.start();
      lanes.add(thread);
    }
    for (Thread lane : lanes) {
      lane.join();
    }
    int records = LANES * WORKS_OF_A_LANE * RECORDS_OF_A_WORK;
    say("together", watched.getLong(COUNT) - before, records);
  }

  private CompletableFuture<Integer> append(String stream) {
    return journal.submit(
        tx -> {
          for (int n = 0; n < RECORDS_OF_A_WORK; n++) {
            tx.append(stream, "Seen", Json.object().put("n", n));
          }
          return RECORDS_OF_A_WORK;
        });
  }

  private static void say(String what, long syncs, long other) {
    System.out.println(what + " " + syncs + " " + other);
  }
}
