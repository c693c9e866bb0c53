package org.amitygate.bench.limit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * An append-only log with group commit and nothing else: one writer takes what waits (at most
 * {@value #BATCH} records, no timer), writes it with one call and syncs it with one {@code
 * fdatasync}. The file is written full of zeros before, so that a sync has no size to record; at
 * its end the writer begins again at its start, as a log that recycles its segments does.
 *
 * <p>A record is its length (4 bytes), its number (8 bytes) and its content.
 */
final class AppendLog {

  static final int BATCH = 256;
  static final int HEADER = 12;
  private static final int LONGEST = 1_024;

  private record Waiting(byte[] content, Runnable durable) {}

  private final FileChannel file;
  private final long size;
  private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BATCH * (LONGEST + HEADER));
  private long number;

  AppendLog(Path path, long size) throws IOException {
    this.size = size;
    this.file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
    for (long at = 0; at < size; at += zeros.capacity()) {
      zeros.clear();
      file.write(zeros, at);
    }
    file.force(true);
    file.position(0);
    Thread writer = new Thread(this::write, "writer");
    writer.setDaemon(true);
    writer.start();
  }

  /**
   * @param durable run on the writer once the record is on disk
   */
  void append(byte[] content, Runnable durable) {
    queue.add(new Waiting(content, durable));
  }

  private void write() {
    List<Waiting> batch = new ArrayList<>(BATCH);
    try {
      while (true) {
        batch.clear();
        batch.add(queue.take());
        queue.drainTo(batch, BATCH - 1);
        buffer.clear();
        for (Waiting waiting : batch) {
          buffer.putInt(waiting.content.length).putLong(++number).put(waiting.content);
        }
        buffer.flip();
        if (file.position() + buffer.remaining() > size) {
          file.position(0);
        }
        while (buffer.hasRemaining()) {
          file.write(buffer);
        }
        file.force(false);
        batch.forEach(waiting -> waiting.durable.run());
      }
    } catch (IOException | InterruptedException e) {
      System.err.println("the log failed: " + e);
      System.exit(1);
    }
  }
}
