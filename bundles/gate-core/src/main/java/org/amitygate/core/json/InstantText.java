package org.amitygate.core.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Times as {@link Instant#toString} writes them, digit by digit: the state of a crossing holds a
 * dozen and is written with each of its changes.
 */
final class InstantText extends StdScalarSerializer<Instant> {

  private static final long serialVersionUID = 1;

  /** 2026-11-23T01:02:03.456789012Z. */
  private static final int LONGEST = 30;

  /** Outside of these, years have a sign or more digits. */
  private static final Instant YEAR_0 = Instant.parse("0000-01-01T00:00:00Z");

  private static final Instant YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z");
  private static final int MICRO = 1_000;
  private static final int MILLI = 1_000_000;

  InstantText() {
    super(Instant.class);
  }

  @Override
  public void serialize(Instant time, JsonGenerator json, SerializerProvider provider)
      throws IOException {
    if (time.isBefore(YEAR_0) || !time.isBefore(YEAR_10000)) {
      json.writeString(time.toString());
      return;
    }
    LocalDateTime utc = LocalDateTime.ofEpochSecond(time.getEpochSecond(), 0, ZoneOffset.UTC);
    char[] text = new char[LONGEST];
    int end = digits(text, 0, utc.getYear(), 4);
    end = part(text, end, '-', utc.getMonthValue(), 2);
    end = part(text, end, '-', utc.getDayOfMonth(), 2);
    end = part(text, end, 'T', utc.getHour(), 2);
    end = part(text, end, ':', utc.getMinute(), 2);
    end = part(text, end, ':', utc.getSecond(), 2);
    int nanos = time.getNano();
    if (nanos % MICRO != 0) {
      end = part(text, end, '.', nanos, 9);
    } else if (nanos % MILLI != 0) {
      end = part(text, end, '.', nanos / MICRO, 6);
    } else if (nanos != 0) {
      end = part(text, end, '.', nanos / MILLI, 3);
    }
    text[end] = 'Z';
    json.writeString(text, 0, end + 1);
  }

  private static int part(char[] text, int at, char before, int number, int digits) {
    text[at] = before;
    return digits(text, at + 1, number, digits);
  }

  private static int digits(char[] text, int at, int number, int digits) {
    int left = number;
    for (int i = at + digits - 1; i >= at; i--) {
      text[i] = (char) ('0' + left % 10);
      left /= 10;
    }
    return at + digits;
  }
}
