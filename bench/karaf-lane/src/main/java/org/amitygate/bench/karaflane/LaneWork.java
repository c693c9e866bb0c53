package org.amitygate.bench.karaflane;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * What a server without this one does with a lane's lines: a line in a file for each durable point,
 * synced before it is answered. Thread-safe.
 */
public final class LaneWork implements AutoCloseable {

  private final FileChannel file;

  /** Adds to a file. */
  public LaneWork(Path file) throws IOException {
    this.file =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  /**
   * Takes a line of a lane.
   *
   * @param version of whoever takes it, stored with it
   * @return what to answer
   * @throws IOException it is none of the protocol, or cannot be stored
   */
  public List<String> take(String line, String version) throws IOException {
    String[] words = line.split(" ");
    switch (words[0] + words.length) {
      case "R3" -> {
        store("READING " + words[1] + " " + version);
        return List.of("D " + words[1]);
      }
      case "A3" -> {
        store("READING " + words[1] + " " + version);
        return List.of("D " + words[1], "Q " + words[1]);
      }
      case "W2" -> {
        store("DECIDED " + words[1] + " " + version);
        return List.of("OPEN " + words[1]);
      }
      case "O2" -> {
        store("PASSED " + words[1] + " " + version);
        return List.of("C " + words[1]);
      }
      default -> throw new IOException("expected a line with R, A, W or O, got '" + line + "'");
    }
  }

  private synchronized void store(String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII));
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
    file.force(false);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
