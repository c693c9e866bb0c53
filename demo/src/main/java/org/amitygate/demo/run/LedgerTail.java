package org.amitygate.demo.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Follows the ledger while the world writes it: how many trucks have ended, and what is the matter
 * with the link between the gates. Not thread-safe.
 */
public final class LedgerTail {
  private static final int PIECE = 1 << 16;
  private static final Pattern EVENT = Pattern.compile("\"event\":\"([A-Za-z]+)\"");
  private static final Pattern FAULT = Pattern.compile("\"fault\":\"([a-z-]+)\"");

  private final Path file;
  private long offset;
  private int ended;
  private String fault = "";

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
        text.substring(0, whole).lines().forEach(this::line);
        offset += whole;
        piece.clear();
      }
    } catch (NoSuchFileException e) {
      return ended;
    }
    return ended;
  }

  private void line(String line) {
    Matcher event = EVENT.matcher(line);
    switch (event.find() ? event.group(1) : "") {
      case "ended" -> ended++;
      case "linkFault" -> {
        Matcher name = FAULT.matcher(line);
        fault = name.find() ? name.group(1) : "harmed";
      }
      case "cut" -> fault = "cut";
      case "delayed" -> fault = "slow";
      case "healed", "linkHealed" -> fault = "";
      default -> {}
    }
  }

  /** What the world does to the link now, as of the last {@link #ended}; empty: nothing. */
  public String fault() {
    return fault;
  }
}
