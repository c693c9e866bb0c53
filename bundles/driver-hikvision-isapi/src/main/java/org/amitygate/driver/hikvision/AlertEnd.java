package org.amitygate.driver.hikvision;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Where an alert ends that is not known to have come whole. Pure. */
final class AlertEnd {

  private static final byte[] ROOT = HikvisionXml.ROOT.getBytes(StandardCharsets.US_ASCII);

  private AlertEnd() {}

  /** Whether an alert in XML does not end in these bytes, or an object in JSON. */
  static boolean isCutOff(ByteBuffer buffer, int body, int end) {
    int start = body;
    while (start < end
        && (HikvisionFrames.isBlank(buffer.get(start)) || isMark(buffer.get(start)))) {
      start++;
    }
    byte first = start < end ? buffer.get(start) : 0;
    if (first != '<' && first != '{') {
      return false;
    }
    int open = 0;
    for (int i = start; i < end; i++) {
      byte b = buffer.get(i);
      if (first == '<' && b == '>' && closes(buffer, body, i)) {
        return false;
      }
      open += b == '{' ? 1 : b == '}' ? -1 : 0;
    }
    return first == '<' || open > 0;
  }

  /** A byte of the byte order mark of UTF-8. */
  private static boolean isMark(byte b) {
    return b == (byte) 0xef || b == (byte) 0xbb || b == (byte) 0xbf;
  }

  /** Whether {@code </EventNotificationAlert>}, with any prefix, ends at {@code at}. */
  static boolean closes(ByteBuffer buffer, int body, int at) {
    int i = at - 1;
    while (i > body && HikvisionFrames.isBlank(buffer.get(i))) {
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
}
