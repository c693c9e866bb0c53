package org.amitygate.driver.hikvision;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
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
 * that holds the leading dashes already, parts with or without Content-Length, lengths that count
 * characters, text between parts. A part ends with its Content-Length, else with the end tag of its
 * alert, so that an event need not wait for the next delimiter, else before the next delimiter. A
 * length that cuts an alert in XML or an object in JSON off does not count.
 */
final class HikvisionFrames {

  /** Bytes of one part. */
  static final int MAX_PART = 4 << 20;

  private static final int MAX_HEADERS = 16 << 10;
  private static final int MAX_BETWEEN = 64 << 10;
  private static final int MAX_PARTS = 64;

  private static final Pattern BOUNDARY =
      Pattern.compile(
          "multipart/[^;]*;.*?boundary=(?:\"([^\"]+)\"|([^\\s;\"]+)).*", Pattern.CASE_INSENSITIVE);

  private final String boundary;
  private final Delimiter delimiter;

  /** Bytes of text since the last part. */
  private int between;

  /** Bytes from the buffer's position that are known to hold no end of the part. */
  private int scanned;

  /** The part is not whole where it ends by its Content-Length. */
  private boolean tooShort;

  /**
   * @throws IOException a boundary that cannot be one
   */
  HikvisionFrames(String boundary) throws IOException {
    this.boundary = boundary;
    delimiter = new Delimiter(boundary);
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

  /**
   * All parts of a body. The last one may be cut off; behind a part, what is no part is a last one
   * that is called XML, so that a plate read in it is not lost: the body would be the same when it
   * comes again.
   *
   * @throws IOException not multipart with this boundary, or more parts than there may be
   */
  List<Part> whole(byte[] body) throws IOException {
    byte[] close = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.ISO_8859_1);
    byte[] closed = Arrays.copyOf(body, body.length + close.length);
    System.arraycopy(close, 0, closed, body.length, close.length);
    ByteBuffer buffer = ByteBuffer.wrap(closed);
    List<Part> parts = new ArrayList<>();
    for (Part part = nextOrRest(buffer, true); part != null; part = nextOrRest(buffer, false)) {
      parts.add(part);
      if (parts.size() > MAX_PARTS) {
        throw new IOException("expected at most " + MAX_PARTS + " parts, got more");
      }
    }
    if (parts.isEmpty()) {
      throw new IOException(
          "expected parts between lines --" + boundary + ", got " + brief(ByteBuffer.wrap(body)));
    }
    return parts;
  }

  private @Nullable Part nextOrRest(ByteBuffer buffer, boolean first) throws IOException {
    try {
      return next(buffer);
    } catch (IOException e) {
      if (first) {
        throw e;
      }
      byte[] rest = new byte[buffer.remaining()];
      buffer.get(rest);
      return new Part(Map.of("content-type", "text/xml"), rest);
    }
  }

  /**
   * Takes one part off the buffer; at most text before it is consumed when it is not whole yet.
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
    tooShort = false;
    between = 0;
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
      Delimiter.Line line = delimiter.line(buffer, next, buffer.limit());
      if (line != Delimiter.Line.PART && line != Delimiter.Line.CLOSE) {
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
      Delimiter.Line line = delimiter.line(buffer, start, buffer.limit());
      if (line == Delimiter.Line.PART) {
        return true;
      }
      if (line == Delimiter.Line.UNDECIDED) {
        return false;
      }
      if (line == Delimiter.Line.CLOSE) {
        between = 0;
        buffer.position(delimiter.endOfClose(buffer, start));
      } else if (isBlank(buffer.get(start))) {
        buffer.position(start + 1);
      } else if (!skipLine(buffer)) {
        return false;
      }
    }
    return false;
  }

  /** A line of what stands before a delimiter line, which is text. */
  private boolean skipLine(ByteBuffer buffer) throws IOException {
    int end = lineEnd(buffer, buffer.position());
    int length = (end < 0 ? buffer.limit() : end + 1) - buffer.position();
    for (int i = buffer.position(); i < buffer.position() + length; i++) {
      byte b = buffer.get(i);
      if (b >= 0 && b < ' ' && !isBlank(b)) {
        throw new IOException("expected a line --" + boundary + ", got " + brief(buffer));
      }
    }
    if (between + length > MAX_BETWEEN) {
      throw new IOException(
          "expected a line --" + boundary + ", got none in " + MAX_BETWEEN + " bytes");
    }
    if (end < 0) {
      return false;
    }
    between += length;
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
   * Finds the end of a body.
   *
   * @param end the body's end, and where to go on
   * @return false if it has not come
   */
  private boolean end(ByteBuffer buffer, int body, int length, int[] end) throws IOException {
    if (tooShort || !scan(buffer, body, length, end)) {
      return tooShort && scan(buffer, body, -1, end);
    }
    tooShort = length >= 0 && end[0] == body + length && AlertEnd.isCutOff(buffer, body, end[0]);
    return !tooShort || scan(buffer, body, -1, end);
  }

  /**
   * Finds the end of a body by its length, −1 if it has none. A delimiter within its length ends it
   * too: that length was too long.
   */
  private boolean scan(ByteBuffer buffer, int body, int length, int[] end) throws IOException {
    int limit = length < 0 ? buffer.limit() : Math.min(buffer.limit(), body + length);
    boolean alert = length < 0;
    for (int i = Math.max(body, buffer.position() + scanned); i < limit; i++) {
      if (i == body || buffer.get(i - 1) == '\n') {
        Delimiter.Line line = delimiter.line(buffer, i, limit);
        if (line == Delimiter.Line.PART || line == Delimiter.Line.CLOSE) {
          end[0] = withoutLineEnd(buffer, body, i);
          end[1] = i;
          return true;
        }
        if (line == Delimiter.Line.UNDECIDED) {
          scanned = i - buffer.position();
          return length >= 0 && whole(body, length, limit, end);
        }
      }
      if (alert && buffer.get(i) == '>' && AlertEnd.closes(buffer, body, i)) {
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

  static boolean isBlank(byte b) {
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
