package org.amitygate.world;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The record of what really happened: JSON lines, only ever appended, each forced to disk before
 * {@link #write} returns. Thread-safe. A torn last line, left by a crash, is closed by a line end
 * when the file is opened again and is skipped by {@link #read}.
 */
public final class Ledger implements Events, AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final FileChannel channel;
  private final LongSupplier micros;

  private Ledger(FileChannel channel, LongSupplier micros) {
    this.channel = channel;
    this.micros = micros;
  }

  /**
   * Opens or creates the file.
   *
   * @param micros the time, UTC microseconds
   */
  public static Ledger open(Path file, LongSupplier micros) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    long size = channel.size();
    if (size > 0) {
      ByteBuffer last = ByteBuffer.allocate(1);
      channel.read(last, size - 1);
      channel.position(size);
      if (last.get(0) != '\n') {
        channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
      }
    }
    return new Ledger(channel, micros);
  }

  @Override
  public synchronized void write(String name, Object... fields) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("t", micros.getAsLong());
    line.put("event", name);
    for (int i = 0; i < fields.length; i += 2) {
      line.put((String) fields[i], fields[i + 1]);
    }
    try {
      ByteBuffer bytes =
          ByteBuffer.wrap((JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(false);
    } catch (IOException e) {
      throw new UncheckedIOException("the ledger cannot be written", e);
    }
  }

  /** Every whole line of the file; lines that are not JSON objects are left out. */
  public static List<JsonNode> read(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n")) {
      try {
        JsonNode node = JSON.readTree(line);
        if (node != null && node.isObject()) {
          lines.add(node);
        }
      } catch (JsonProcessingException torn) {
        continue;
      }
    }
    return lines;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
