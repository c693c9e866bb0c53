package org.amitygate.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.random.RandomGenerator;

/**
 * What a source gives, drawn by the block: a secure one takes about as long for a block as for a
 * number. Nothing is given twice, and what was given is wiped. Thread-safe if nobody else draws
 * from the source.
 */
final class Drawn implements RandomGenerator {

  private static final int BLOCK_BYTES = 4_096;

  private final RandomGenerator source;
  private final ByteBuffer block =
      ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);

  Drawn(RandomGenerator source) {
    this.source = source;
  }

  @Override
  public synchronized long nextLong() {
    if (!block.hasRemaining()) {
      source.nextBytes(block.array());
      block.clear();
    }
    int at = block.position();
    long drawn = block.getLong();
    block.putLong(at, 0);
    return drawn;
  }
}
