package org.amitygate.driver.hikvision;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Tells the delimiter lines of a multipart stream or body. Pure. */
final class Delimiter {

  enum Line {
    NONE,
    UNDECIDED,
    PART,
    CLOSE
  }

  /** The boundary without its leading dashes, and how many those are. */
  private final byte[] core;

  private final int dashes;

  /**
   * @throws IOException a boundary that cannot be one
   */
  Delimiter(String boundary) throws IOException {
    String stripped = boundary.replaceFirst("^-+", "");
    core = stripped.getBytes(StandardCharsets.ISO_8859_1);
    dashes = boundary.length() - stripped.length();
    if (core.length == 0 || boundary.length() > 200) {
      throw new IOException("expected a boundary of 1 to 200 characters, got '" + boundary + "'");
    }
  }

  /** What the line that begins at {@code at} is, as far as can be said before {@code limit}. */
  Line line(ByteBuffer buffer, int at, int limit) {
    int found = Math.min(dashes(buffer, at), limit - at);
    int next = at + found;
    if (next == limit) {
      return found <= dashes + 2 ? Line.UNDECIDED : Line.NONE;
    }
    if (found != dashes + 2 && (found != dashes || found < 2)) {
      return Line.NONE;
    }
    for (byte b : core) {
      if (next == limit) {
        return Line.UNDECIDED;
      }
      if (buffer.get(next++) != b) {
        return Line.NONE;
      }
    }
    if (next == limit) {
      return Line.UNDECIDED;
    }
    if (HikvisionFrames.isBlank(buffer.get(next))) {
      return Line.PART;
    }
    if (buffer.get(next) != '-') {
      return Line.NONE;
    }
    if (next + 1 == limit) {
      return Line.UNDECIDED;
    }
    return buffer.get(next + 1) == '-' ? Line.CLOSE : Line.NONE;
  }

  private static int dashes(ByteBuffer buffer, int at) {
    int i = at;
    while (i < buffer.limit() && buffer.get(i) == '-') {
      i++;
    }
    return i - at;
  }

  /** Where the closing delimiter ends that begins at {@code at}. */
  int endOfClose(ByteBuffer buffer, int at) {
    return at + dashes(buffer, at) + core.length + 2;
  }
}
