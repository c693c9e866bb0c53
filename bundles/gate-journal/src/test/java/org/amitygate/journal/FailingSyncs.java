package org.amitygate.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * Commits while syncs fail, in one thread, and prints what became of each key; then waits to be
 * killed. Its process is made to fail by {@code proofs/syncs.c}.
 */
final class FailingSyncs {

  static final String STREAM = "gate";

  /** Behind the last line. */
  static final String END = "end";

  static final int MOST = 4;
  private static final int TRIES = 20;

  private FailingSyncs() {}

  /** Arguments: the data folder, and one that is not looked at. */
  @SuppressWarnings("resource") // It is killed.
  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    MappedByteBuffer watched = SyncingWriter.map(Path.of(System.getenv("SYNC_COUNT_FILE")));
    Fixture gate = new Fixture(new CopyingStore(TestStore.SQLITE.open(folder), folder));
    for (int failing = 1; failing <= MOST; failing++) {
      String failed = "failing-" + failing;
      watched.putLong(SyncingWriter.FAILING, failing);
      CompletableFuture<Void> work = append(gate, failed);
      say(failed, work, gate);
      for (int n = 0; n < TRIES && !gate.journal.status().writable(); n++) {
        gate.timePasses();
      }
      say(failed, work, gate);
      String after = "after-" + failing;
      say(after, append(gate, after), gate);
    }
    watched.putLong(SyncingWriter.FAILING, 1);
    say("left", append(gate, "left"), gate);
    System.out.println(END);
    System.in.read();
  }

  /** Copies the file without its log each time it is known what became of a commit: 1, 2, 3, … */
  private static final class CopyingStore extends ForwardingStore {
    private final Path folder;
    private int copies;

    CopyingStore(Store real, Path folder) {
      super(real);
      this.folder = folder;
    }

    @Override
    public boolean wasCommitted() {
      boolean committed = super.wasCommitted();
      try {
        Path copy = Files.createDirectory(folder.resolve(Integer.toString(++copies)));
        Files.copy(folder.resolve("journal.db"), copy.resolve("journal.db"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return committed;
    }
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
