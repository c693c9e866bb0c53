package org.amitygate.journal;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.SplittableRandom;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Outgoing;

/**
 * Writes until it is killed, and prints the key of each work when the journal says that it is on
 * disk.
 */
final class CrashingWriter {

  static final int THREADS = 6;

  private CrashingWriter() {}

  static String stream(int thread) {
    return "lane:L" + thread;
  }

  /** Arguments: the data folder, a seed. */
  @SuppressWarnings("resource") // It is killed.
  public static void main(String[] args) throws Exception {
    JournalFolder gate = JournalFolder.open(Path.of(args[0]));
    PrintStream out = System.out;
    for (int t = 0; t < THREADS; t++) {
      int thread = t;
      new Thread(() -> write(gate, thread, args[1], out)).start();
    }
  }

  private static void write(JournalFolder gate, int thread, String seed, PrintStream out) {
    SplittableRandom random = new SplittableRandom(Long.parseLong(seed) * THREADS + thread);
    String stream = stream(thread);
    for (int n = 0; ; n++) {
      String key = seed + "-" + thread + "-" + n + ".";
      byte[] picture = (n % 50 == 0 ? key : stream).getBytes(StandardCharsets.US_ASCII);
      String evidence = gate.evidence().keep(picture);
      String padding = "x".repeat(random.nextInt(2_000));
      Journal.Work<Void> work =
          tx -> {
            int count = tx.item("count", stream).map(b -> b.path("n").asInt()).orElse(0) + 1;
            tx.append(
                stream,
                "Seen",
                Json.object().put("key", key).put("evidence", evidence).put("padding", padding));
            tx.put("count", stream, Json.object().put("n", count));
            tx.enqueue(new Outgoing(key, "q", "k", Instant.EPOCH, Json.object()));
            return null;
          };
      gate.journal().submit(work).join();
      out.println(key);
    }
  }
}
