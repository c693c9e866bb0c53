package org.amitygate.driver.hikvision;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CoderMalfunctionError;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The characters of an XML document, by its byte order mark or its declaration (XML 1.0, appendix
 * F); JSON, too, which has no declaration and so is UTF-8. The JDK's parser could do it too, but
 * prints errors to the console.
 */
final class XmlText {

  private static final Charset EBCDIC = Charset.forName("IBM037");

  private static final Pattern ENCODING =
      Pattern.compile("<\\?xml\\s[^>]*?encoding\\s*=\\s*[\"']([A-Za-z][A-Za-z0-9._-]*)[\"']");

  /** Bytes within which a declaration ends. */
  private static final int DECLARATION = 256;

  private XmlText() {}

  /**
   * @param noCharacters what to do with bytes that the encoding does not know: an error, or U+FFFD
   * @throws ProtocolException an encoding that is unknown here, or bytes that it does not know
   */
  static String of(byte[] bytes, CodingErrorAction noCharacters) throws ProtocolException {
    Charset charset = charset(bytes);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    try {
      String text =
          charset
              .newDecoder()
              .onMalformedInput(noCharacters)
              .onUnmappableCharacter(noCharacters)
              .decode(buffer)
              .toString();
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException | RuntimeException | CoderMalfunctionError e) {
      ProtocolException failure =
          new ProtocolException(
              "byte " + buffer.position() + ": expected characters in " + charset);
      failure.initCause(e);
      throw failure;
    }
  }

  private static Charset charset(byte[] bytes) throws ProtocolException {
    int first = bytes.length < 2 ? 0 : (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
    return switch (first) {
      case 0xfeff, 0x003c -> StandardCharsets.UTF_16BE;
      case 0xfffe, 0x3c00 -> StandardCharsets.UTF_16LE;
      case 0xefbb -> StandardCharsets.UTF_8;
      case 0x4c6f -> declared(bytes, EBCDIC);
      default -> declared(bytes, StandardCharsets.ISO_8859_1);
    };
  }

  /**
   * @param family reads the ASCII characters of the declaration
   */
  private static Charset declared(byte[] bytes, Charset family) throws ProtocolException {
    String start = new String(bytes, 0, Math.min(bytes.length, DECLARATION), family);
    Matcher encoding = ENCODING.matcher(start);
    if (!encoding.lookingAt()) {
      return StandardCharsets.UTF_8;
    }
    try {
      return Charset.forName(encoding.group(1));
    } catch (IllegalArgumentException e) {
      throw new ProtocolException(
          "line 1: expected an encoding that is known here, got " + encoding.group(1));
    }
  }
}
