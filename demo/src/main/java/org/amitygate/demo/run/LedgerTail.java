package org.amitygate.demo.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Counts the trucks that have ended while the world writes its ledger. Not thread-safe. */
public final class LedgerTail {
  private static final int PIECE = 1 << 16;
  private static final String ENDED = "\"event\":\"ended\"";

  private final Path file;
  private long offset;
  private int ended;

  public LedgerTail(Path file) {
    this.file = file;
  }

  /** How many trucks have ended by now. */
  public int ended() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer piece = ByteBuffer.allocate(PIECE);
      while (channel.read(piece, offset) > 0) {
        String text = new String(piece.array(), 0, piece.position(), StandardCharsets.ISO_8859_1);
        int whole = text.lastIndexOf('\n') + 1;
        if (whole == 0) {
          break;
        }
        for (int at = text.indexOf(ENDED);
            at >= 0 && at < whole;
            at = text.indexOf(ENDED, at + 1)) {
          ended++;
        }
        offset += whole;
        piece.clear();
      }
    } catch (NoSuchFileException e) {
      return ended;
    }
    return ended;
  }
}
