package org.amitygate.verifier;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What is hashed, byte for byte: docs/records.md, "The hash of a record" and "The daily seal". */
final class Hashes {

  private static final HexFormat HEX = HexFormat.of();

  private Hashes() {}

  static byte[] zeros() {
    return new byte[32];
  }

  static byte[] sha256(byte[]... parts) {
    MessageDigest digest = newSha256();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }

  /** Reads to the end. */
  static byte[] sha256(InputStream in) throws IOException {
    MessageDigest digest = newSha256();
    byte[] buffer = new byte[64 * 1024];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      digest.update(buffer, 0, read);
    }
    return digest.digest();
  }

  static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static byte[] record(Row row) {
    return record(row, row.seq());
  }

  /** The hash that this record would have at another place of its stream. */
  static byte[] record(Row row, long seq) {
    return of(
        out -> {
          out.writeBytes("AGR1");
          text(out, row.stream());
          out.writeLong(seq);
          out.write(row.id());
          out.writeLong(row.at());
          text(out, row.type());
          out.writeInt(row.v());
          out.write(row.bodyDigest());
          out.write(row.personalDigest().orElseGet(Hashes::zeros));
          out.write(row.previous());
        });
  }

  static byte[] seal(Seal seal) {
    return of(
        out -> {
          out.writeBytes("AGS1");
          text(out, seal.day());
          out.writeLong(seal.at());
          out.write(seal.previous());
          out.writeLong(seal.heads());
          out.write(seal.root());
        });
  }

  /** The digest of a head that is said to a partner. */
  static byte[] head(long number, byte[] previous, long count, byte[] root) {
    return of(
        out -> {
          out.writeBytes("AGH1");
          out.writeLong(number);
          out.write(previous);
          out.writeLong(count);
          out.write(root);
        });
  }

  /** A leaf of a seal's tree, not hashed yet. */
  static byte[] leaf(String stream, long seq, byte[] hash) {
    return bytes(
        out -> {
          text(out, stream);
          out.writeLong(seq);
          out.write(hash);
        });
  }

  static String hex(byte[] bytes) {
    return HEX.formatHex(bytes);
  }

  /**
   * @throws IllegalArgumentException it is no hexadecimal text
   */
  static byte[] bytes(String hex) {
    return HEX.parseHex(hex);
  }

  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  private static byte[] of(Writing writing) {
    return sha256(bytes(writing));
  }

  private static byte[] bytes(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try {
      writing.to(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }
}
