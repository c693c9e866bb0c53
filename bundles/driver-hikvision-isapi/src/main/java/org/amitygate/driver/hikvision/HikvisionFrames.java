package org.amitygate.driver.hikvision;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a multipart stream or body. Pure: bytes in, parts out.
 *
 * <p>Sources: RFC 2046, section 5.1.1 (delimiter lines, preamble, the line end that belongs to the
 * delimiter), and what cameras do beyond it: lines that end with LF alone, a boundary parameter
 * that holds the leading dashes already, parts with or without Content-Length. A part ends with its
 * Content-Length, else with the end tag of its alert, so that an event need not wait for the next
 * delimiter, else before the next delimiter.
 */
final class HikvisionFrames {

  /** Bytes of one part. */
  static final int MAX_PART = 4 << 20;

  private static final int MAX_HEADERS = 16 << 10;
  private static final int MAX_PREAMBLE = 64 << 10;
  private static final int MAX_PARTS = 64;

  private static final Pattern BOUNDARY =
      Pattern.compile(
          "multipart/[^;]*;.*?boundary=(?:\"([^\"]+)\"|([^\\s;\"]+)).*", Pattern.CASE_INSENSITIVE);
  private static final byte[] ROOT = HikvisionXml.ROOT.getBytes(StandardCharsets.US_ASCII);

  private enum Line {
    NONE,
    UNDECIDED,
    PART,
    CLOSE
  }

  private final String boundary;

  /** The boundary without its leading dashes, and how many those are. */
  private final byte[] core;

  private final int dashes;

  private boolean started;
  private int preamble;

  /** Bytes from the buffer's position that are known to hold no end of the part. */
  private int scanned;

  /**
   * @throws IOException a boundary that cannot be one
   */
  HikvisionFrames(String boundary) throws IOException {
    this.boundary = boundary;
    String stripped = boundary.replaceFirst("^-+", "");
    core = stripped.getBytes(StandardCharsets.ISO_8859_1);
    dashes = boundary.length() - stripped.length();
    if (core.length == 0 || boundary.length() > 200) {
      throw new IOException("expected a boundary of 1 to 200 characters, got '" + boundary + "'");
    }
  }

  /**
   * @throws IOException the content type is not multipart with a boundary
   */
  static HikvisionFrames of(String contentType) throws IOException {
    Matcher matcher = BOUNDARY.matcher(contentType);
    if (!matcher.matches()) {
      throw new IOException(
          "expected multipart content with a boundary, got content type '" + contentType + "'");
    }
    return new HikvisionFrames(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
  }

  String boundary() {
    return boundary;
  }

  /** All parts of a body. @throws IOException not multipart with this boundary, or cut off */
  List<Part> whole(byte[] body) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(body);
    List<Part> parts = new ArrayList<>();
    for (Part part = next(buffer); part != null; part = next(buffer)) {
      parts.add(part);
      if (parts.size() > MAX_PARTS) {
        throw new IOException("expected at most " + MAX_PARTS + " parts, got more");
      }
    }
    if (parts.isEmpty() || started && buffer.hasRemaining()) {
      throw new IOException(
          "expected parts between lines --" + boundary + ", got " + brief(buffer));
    }
    return parts;
  }

  /**
   * Takes one part off the buffer; at most a preamble and line ends are consumed when it is not
   * whole yet.
   *
   * @return null when there is no whole part yet
   * @throws IOException not multipart with this boundary
   */
  @Nullable Part next(ByteBuffer buffer) throws IOException {
    int headers = delimited(buffer);
    if (headers < 0) {
      return null;
    }
    Map<String, String> fields = new HashMap<>();
    int body = headers(buffer, headers, fields);
    if (body < 0) {
      return null;
    }
    int[] end = new int[2];
    if (!end(buffer, body, length(fields), end)) {
      return null;
    }
    byte[] bytes = new byte[end[0] - body];
    buffer.get(body, bytes);
    buffer.position(end[1]);
    scanned = 0;
    return new Part(fields, bytes);
  }

  /**
   * Consumes what may stand before a delimiter line, and delimiters with no part behind them: some
   * firmwares write the line twice.
   *
   * @return where the line after the delimiter begins, −1 if that has not come
   */
  private int delimited(ByteBuffer buffer) throws IOException {
    while (begin(buffer)) {
      int next = lineEnd(buffer, buffer.position()) + 1;
      if (next == 0) {
        bound(buffer.remaining());
        return -1;
      }
      Line line = line(buffer, next, buffer.limit());
      if (line != Line.PART && line != Line.CLOSE) {
        return next;
      }
      buffer.position(next);
    }
    return -1;
  }

  /** Consumes what may stand before a delimiter line; true if the buffer now begins with one. */
  private boolean begin(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      int start = buffer.position();
      Line line = line(buffer, start, buffer.limit());
      if (line == Line.PART) {
        started = true;
        return true;
      }
      if (line == Line.UNDECIDED) {
        return false;
      }
      if (line == Line.CLOSE) {
        started = false;
        preamble = 0;
        buffer.position(start + dashes(buffer, start) + core.length + 2);
      } else if (isBlank(buffer.get(start))) {
        buffer.position(start + 1);
      } else if (started) {
        throw new IOException("expected a line --" + boundary + ", got " + brief(buffer));
      } else if (!skipLine(buffer)) {
        return false;
      }
    }
    return false;
  }

  /** A line of the preamble, which is text. */
  private boolean skipLine(ByteBuffer buffer) throws IOException {
    int end = lineEnd(buffer, buffer.position());
    int length = (end < 0 ? buffer.limit() : end + 1) - buffer.position();
    for (int i = buffer.position(); i < buffer.position() + length; i++) {
      byte b = buffer.get(i);
      if (b >= 0 && b < ' ' && !isBlank(b)) {
        throw new IOException("expected a line --" + boundary + ", got " + brief(buffer));
      }
    }
    if (preamble + length > MAX_PREAMBLE) {
      throw new IOException(
          "expected a line --" + boundary + ", got none in " + MAX_PREAMBLE + " bytes");
    }
    if (end < 0) {
      return false;
    }
    preamble += length;
    buffer.position(end + 1);
    return true;
  }

  /** Reads header lines from {@code at}; returns where the body begins, −1 if that has not come. */
  private static int headers(ByteBuffer buffer, int at, Map<String, String> fields)
      throws IOException {
    int start = at;
    while (true) {
      int end = lineEnd(buffer, start);
      bound((end < 0 ? buffer.limit() : end) - at);
      if (end < 0) {
        return -1;
      }
      byte[] bytes = new byte[end - start];
      buffer.get(start, bytes);
      String line = new String(bytes, StandardCharsets.UTF_8).strip();
      start = end + 1;
      if (line.isEmpty()) {
        return start;
      }
      int colon = line.indexOf(':');
      if (colon <= 0) {
        throw new IOException("expected a header of a part, got '" + brief(line) + "'");
      }
      fields.put(
          line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip());
    }
  }

  private static void bound(int headers) throws IOException {
    if (headers > MAX_HEADERS) {
      throw new IOException("expected headers of at most " + MAX_HEADERS + " bytes, got more");
    }
  }

  /** The part's Content-Length, −1 if it has none. */
  private static int length(Map<String, String> fields) throws IOException {
    String length = fields.get("content-length");
    if (length == null) {
      return -1;
    }
    if (!length.matches("[0-9]{1,9}") || Integer.parseInt(length) > MAX_PART) {
      throw new IOException(
          "expected a part of at most " + MAX_PART + " bytes, got length '" + brief(length) + "'");
    }
    return Integer.parseInt(length);
  }

  /**
   * Finds the end of a body. A delimiter within its Content-Length ends it too: that length was
   * wrong.
   *
   * @param end the body's end, and where to go on
   * @return false if it has not come
   */
  private boolean end(ByteBuffer buffer, int body, int length, int[] end) throws IOException {
    int limit = length < 0 ? buffer.limit() : Math.min(buffer.limit(), body + length);
    boolean alert = length < 0;
    for (int i = Math.max(body, buffer.position() + scanned); i < limit; i++) {
      if (i == body || buffer.get(i - 1) == '\n') {
        Line line = line(buffer, i, limit);
        if (line == Line.PART || line == Line.CLOSE) {
          end[0] = withoutLineEnd(buffer, body, i);
          end[1] = i;
          return true;
        }
        if (line == Line.UNDECIDED) {
          scanned = i - buffer.position();
          return length >= 0 && whole(body, length, limit, end);
        }
      }
      if (alert && buffer.get(i) == '>' && closesAlert(buffer, body, i)) {
        end[0] = i + 1;
        end[1] = i + 1;
        return true;
      }
    }
    scanned = limit - buffer.position();
    if (limit - body > MAX_PART) {
      throw new IOException("expected a part of at most " + MAX_PART + " bytes, got more");
    }
    return length >= 0 && whole(body, length, limit, end);
  }

  private static boolean whole(int body, int length, int limit, int[] end) {
    end[0] = body + length;
    end[1] = body + length;
    return limit - body == length;
  }

  /** Whether {@code </EventNotificationAlert>}, with any prefix, ends at {@code at}. */
  private static boolean closesAlert(ByteBuffer buffer, int body, int at) {
    int i = at - 1;
    while (i > body && isBlank(buffer.get(i))) {
      i--;
    }
    int start = i - ROOT.length + 1;
    if (start < body + 2) {
      return false;
    }
    for (int k = 0; k < ROOT.length; k++) {
      if (buffer.get(start + k) != ROOT[k]) {
        return false;
      }
    }
    int before = start - 1;
    if (buffer.get(before) == ':') {
      while (before > body && buffer.get(before) != '/' && start - before < 64) {
        before--;
      }
    }
    return before > body && buffer.get(before) == '/' && buffer.get(before - 1) == '<';
  }

  /** What the line that begins at {@code at} is, as far as can be said before {@code limit}. */
  private Line line(ByteBuffer buffer, int at, int limit) {
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
    if (isBlank(buffer.get(next))) {
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

  /** Where the line ends that {@code at} is in, −1 if that has not come. */
  private static int lineEnd(ByteBuffer buffer, int at) {
    for (int i = at; i < buffer.limit(); i++) {
      if (buffer.get(i) == '\n') {
        return i;
      }
    }
    return -1;
  }

  private static int withoutLineEnd(ByteBuffer buffer, int body, int end) {
    int i = end;
    if (i > body && buffer.get(i - 1) == '\n') {
      i--;
    }
    return i > body && buffer.get(i - 1) == '\r' ? i - 1 : i;
  }

  private static boolean isBlank(byte b) {
    return b == '\r' || b == '\n' || b == ' ' || b == '\t';
  }

  private static String brief(ByteBuffer buffer) {
    byte[] bytes = new byte[Math.min(40, buffer.remaining())];
    buffer.get(buffer.position(), bytes);
    return "'" + brief(new String(bytes, StandardCharsets.ISO_8859_1)) + "'";
  }

  /** At most 40 characters, those that cannot be printed as dots. */
  private static String brief(String text) {
    return text.substring(0, Math.min(40, text.length())).replaceAll("[^ -~]", ".");
  }
}
