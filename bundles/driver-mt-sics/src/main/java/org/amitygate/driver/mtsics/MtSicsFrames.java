package org.amitygate.driver.mtsics;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The lines of MT-SICS, levels 0 and 1. Pure: bytes in, answers out.
 *
 * <p>Source: Mettler Toledo, Reference Manual MT-SICS Interface Commands, chapter "Command formats"
 * (each line ends with CR LF; response formats; error messages) and the commands {@code S}, {@code
 * SI}, {@code I4} and {@code TA}.
 */
final class MtSicsFrames {

  /**
   * The longest line in bytes, without its end. The manual's longest answer of levels 0 and 1 is
   * shorter than 64.
   */
  static final int MAX_LINE = 128;

  /**
   * {@code S}: the next stable weight; answered when it is stable or the scale's own time-out has
   * run out.
   */
  static final String ASK_STABLE = "S";

  /** {@code SI}: the weight at once, stable or not. */
  static final String ASK_IMMEDIATE = "SI";

  /** {@code I4}: the serial number. */
  static final String ASK_SERIAL = "I4";

  /** {@code TA}, of level 1: the tare that is taken off each weight. */
  static final String ASK_TARE = "TA";

  /**
   * Kilograms in a unit, all exact by definition; the pound is that of 1959 (NIST SP 811, appendix
   * B.8).
   */
  private static final Map<String, BigDecimal> KILOGRAMS =
      Map.of(
          "kg", BigDecimal.ONE,
          "g", new BigDecimal("0.001"),
          "t", new BigDecimal("1000"),
          "lb", new BigDecimal("0.45359237"));

  /**
   * "Format of responses with weight value": identification, status, weight right-aligned, unit.
   */
  private static final Pattern WEIGHT =
      Pattern.compile("S ([SD]) +(-?[0-9]{1,10}(?:\\.[0-9]{1,9})?) +(\\S{1,8})");

  /**
   * "Specific error messages on weight response": the error in place of the weight, such as {@code
   * S S Error 10b}.
   */
  private static final Pattern FAULT = Pattern.compile("S [SD] +Error +(\\S{1,16})");

  private static final Pattern TARE =
      Pattern.compile("TA A +(-?[0-9]{1,10}(?:\\.[0-9]{1,9})?) +(\\S{1,8})");

  /** "Format of responses": identification, status; of a command that is none of this driver's. */
  private static final Pattern OTHER =
      Pattern.compile("(?!(?:S|I4|TA) )[A-Z][A-Z0-9]{0,7} [A-Z+-](?: .*)?");

  private static final Pattern SERIAL = Pattern.compile("I4 A \"([^\"]*)\"");

  private MtSicsFrames() {}

  /** What a scale says in one line. */
  sealed interface Answer {

    /**
     * {@code S S} or {@code S D}.
     *
     * @param kilograms exact
     * @param stable {@code S S}; only the scale itself can say so
     * @param written as the scale wrote it, such as {@code 31240 kg}
     */
    record Weight(BigDecimal kilograms, boolean stable, String written) implements Answer {

      /** Kilograms rounded to whole ones, halves away from zero. */
      long wholeKilograms() {
        return kilograms.setScale(0, RoundingMode.HALF_UP).longValueExact();
      }
    }

    /**
     * {@code S I}, {@code I4 I}: understood, not executable now; for {@code S} also: not stable in
     * time.
     */
    record NotNow() implements Answer {}

    /** {@code ET}: the scale did not understand what arrived, by a fault of transmission. */
    record TransmissionError() implements Answer {}

    /**
     * Overload, underload, an error of the scale or of the command.
     *
     * @param words say which
     */
    record Fault(String words) implements Answer {}

    /** {@code ES}: the scale does not know the command. */
    Fault SYNTAX_ERROR = new Fault("syntax error (ES): the scale does not know the command");

    /** {@code EL}: the scale knows the command and cannot execute it. */
    Fault LOGICAL_ERROR = new Fault("logical error (EL): the scale cannot execute the command");

    /** {@code I4 A "…"}: the serial number; unasked, the scale has just started. */
    record Serial(String number) implements Answer {}

    /**
     * {@code TA A}: each weight of {@code S} and {@code SI} is less by so much than what stands on
     * the scale.
     *
     * @param value in the unit of {@code written}
     */
    record Tare(BigDecimal value, String written) implements Answer {}

    /** {@code TA L}: this scale has no tare that can be asked for. */
    record NoTare() implements Answer {}

    /** {@code TA I}: understood, not executable now; a tare may be set. */
    record TareNotNow() implements Answer {}

    /** The answer to a command that others gave, or that a person gave by a key. */
    record Other() implements Answer {}
  }

  /** A command as it is sent. */
  static byte[] command(String command) {
    return (command + "\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Takes one line off the buffer. Of a line that is not whole yet nothing is consumed. A byte that
   * is no text is noise, such as comes when something is switched on, cut or plugged in: what came
   * before it on its line is dropped.
   *
   * @return the line without its end, null when there is none yet
   * @throws IOException a line that is too long
   */
  static @Nullable String line(ByteBuffer buffer) throws IOException {
    int start = buffer.position();
    for (int i = start; i < buffer.limit(); i++) {
      byte b = buffer.get(i);
      if (b == '\n') {
        int end = i > start && buffer.get(i - 1) == '\r' ? i - 1 : i;
        String line = text(buffer, start, end);
        buffer.position(i + 1);
        return line;
      }
      boolean lineEnd = b == '\r' && (i + 1 == buffer.limit() || buffer.get(i + 1) == '\n');
      if (!lineEnd && (b < ' ' || b == 0x7f)) {
        start = i + 1;
        buffer.position(start);
      } else if (!lineEnd && i - start >= MAX_LINE) {
        throw new IOException(
            "expected a line of at most "
                + MAX_LINE
                + " bytes from the scale, got '"
                + text(buffer, start, i)
                + "…'");
      }
    }
    return null;
  }

  private static String text(ByteBuffer buffer, int start, int end) {
    byte[] bytes = new byte[end - start];
    buffer.get(start, bytes);
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  /**
   * Understands a line; blanks at its end are none of it.
   *
   * @throws IOException no answer of MT-SICS whatever was asked, or a weight in a unit that this
   *     driver does not know
   */
  static Answer parse(String padded) throws IOException {
    String line = padded.stripTrailing();
    switch (line) {
      case "S I", "I4 I":
        return new Answer.NotNow();
      case "TA I":
        return new Answer.TareNotNow();
      case "TA L":
        return new Answer.NoTare();
      case "ET":
        return new Answer.TransmissionError();
      case "S +":
        return new Answer.Fault("overload (S +)");
      case "S -":
        return new Answer.Fault("underload (S -)");
      case "S L", "I4 L":
        return new Answer.Fault("wrong parameter (" + line + ")");
      case "ES":
        return Answer.SYNTAX_ERROR;
      case "EL":
        return Answer.LOGICAL_ERROR;
      default:
        return parseText(line);
    }
  }

  private static Answer parseText(String line) throws IOException {
    Matcher weight = WEIGHT.matcher(line);
    if (weight.matches()) {
      BigDecimal factor = KILOGRAMS.get(weight.group(3));
      if (factor == null) {
        throw new IOException(
            "expected a weight in kg, g, t or lb from the scale, got '" + line + "'");
      }
      BigDecimal kilograms = new BigDecimal(weight.group(2)).multiply(factor);
      return new Answer.Weight(
          kilograms, weight.group(1).equals("S"), weight.group(2) + " " + weight.group(3));
    }
    Matcher fault = FAULT.matcher(line);
    if (fault.matches()) {
      return new Answer.Fault("error " + fault.group(1) + " in place of the weight (" + line + ")");
    }
    Matcher serial = SERIAL.matcher(line);
    if (serial.matches()) {
      return new Answer.Serial(serial.group(1));
    }
    Matcher tare = TARE.matcher(line);
    if (tare.matches()) {
      return new Answer.Tare(new BigDecimal(tare.group(1)), tare.group(1) + " " + tare.group(2));
    }
    if (OTHER.matcher(line).matches()) {
      return new Answer.Other();
    }
    throw new IOException("expected an answer of MT-SICS from the scale, got '" + line + "'");
  }
}
