package org.amitygate.journal;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.amitygate.config.PostgresConfig;
import org.amitygate.config.StorageConfig;
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

  /** Arguments: the data folder, a seed, and the port and schema of a PostgreSQL, or nothing. */
  @SuppressWarnings("resource") // It is killed.
  public static void main(String[] args) throws Exception {
    StorageConfig storage = args[2].isEmpty() ? StorageConfig.USUAL : postgres(args[2].split(" "));
    JournalFolder gate = JournalFolder.open(Path.of(args[0]), () -> storage);
    PrintStream out = System.out;
    for (int t = 0; t < THREADS; t++) {
      int thread = t;
      new Thread(() -> write(gate, thread, args[1], out)).start();
    }
  }

  private static StorageConfig postgres(String[] place) {
    int port = Integer.parseInt(place[0]);
    PostgresConfig config =
        new PostgresConfig("127.0.0.1", port, "postgres", place[1], "postgres", "", Map.of());
    return new StorageConfig(Optional.of(config), OptionalLong.empty());
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
