package org.amitygate.check.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A head of the evidence (messages.md, "Heads of the evidence").
 *
 * @param previous digest of the head before, in hexadecimal; {@link #NONE} for the first
 */
public record Head(long number, String previous, long count, String root) {
  public static final String NONE = "0".repeat(64);
  private static final int BYTES = 4 + 8 + 32 + 8 + 32;

  /** From the body of an EVIDENCE_HEAD. */
  public static Head of(JsonNode body) {
    return new Head(
        body.path("number").asLong(),
        body.path("previous").asText(),
        body.path("count").asLong(),
        body.path("root").asText());
  }

  public ObjectNode body() {
    ObjectNode body = Jws.object().put("number", number).put("previous", previous);
    return body.put("count", count).put("root", root);
  }

  /** The next one of the same sender. */
  public Head next(long newCount, String newRoot) throws Jws.Wrong {
    return new Head(number + 1, digest(), newCount, newRoot);
  }

  /**
   * SHA-256 over {@code AGH1}, number, previous, count and root.
   *
   * @throws Jws.Wrong it has no such members
   */
  public String digest() throws Jws.Wrong {
    try {
      ByteBuffer all = ByteBuffer.allocate(BYTES);
      all.put("AGH1".getBytes(StandardCharsets.US_ASCII)).putLong(number);
      all.put(HexFormat.of().parseHex(previous), 0, 32).putLong(count);
      all.put(HexFormat.of().parseHex(root), 0, 32);
      return Jws.sha256(all.array());
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new Jws.Wrong("it is no head of the evidence: " + body());
    }
  }
}
