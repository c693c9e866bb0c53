package org.amitygate.journal;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * Commits while syncs fail, in one thread, and prints what became of each key, and keeps what the
 * file without its log had then; then waits to be killed. Its process is made to fail by {@code
 * proofs/syncs.c}.
 */
final class FailingSyncs {

  static final String STREAM = "gate";

  /** Behind the last line. */
  static final String END = "end";

  private static final int MOST = 4;
  private static final int TRIES = 20;

  private FailingSyncs() {}

  /** Arguments: the data folder, and one that is not looked at. */
  @SuppressWarnings("resource") // It is killed.
  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    MappedByteBuffer watched = SyncingWriter.map(Path.of(System.getenv("SYNC_COUNT_FILE")));
    Fixture gate = new Fixture(TestStore.SQLITE.open(folder));
    for (int failing = 1; failing <= MOST; failing++) {
      String failed = "failing-" + failing;
      watched.putLong(SyncingWriter.FAILING, failing);
      CompletableFuture<Void> work = append(gate, failed);
      say(failed, work, gate);
      for (int n = 0; n < TRIES && !gate.journal.status().writable(); n++) {
        gate.timePasses();
      }
      say(failed, work, gate);
      Path alone = Files.createDirectories(folder.resolve(failed));
      Files.copy(folder.resolve("journal.db"), alone.resolve("journal.db"));
      String after = "after-" + failing;
      say(after, append(gate, after), gate);
    }
    watched.putLong(SyncingWriter.FAILING, 1);
    say("left", append(gate, "left"), gate);
    System.out.println(END);
    System.in.read();
  }

  private static CompletableFuture<Void> append(Fixture gate, String key) {
    CompletableFuture<Void> work =
        gate.journal.submit(
            tx -> {
              tx.append(STREAM, "Seen", Json.object().put("key", key));
              return null;
            });
    gate.settle();
    return work;
  }

  private static void say(String key, CompletableFuture<Void> work, Fixture gate) {
    String told = work.isCompletedExceptionally() ? "refused" : "acknowledged";
    System.out.println(
        "%s %s %s"
            .formatted(
                key,
                work.isDone() ? told : "waits",
                gate.journal.status().writable() ? "writable" : "not-writable"));
  }
}
