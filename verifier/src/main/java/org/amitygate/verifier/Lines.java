package org.amitygate.verifier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The lines of an exported file: one JSON object each. docs/records.md, "An exported segment". */
final class Lines {

  static final String FORMAT = "amity-gate-export";
  static final int VERSION = 1;

  /** Refuses what two programs could read as two things. */
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final Set<String> WHOLE_RECORD =
      Set.of(
          "stream",
          "seq",
          "id",
          "at",
          "type",
          "v",
          "body",
          "personal",
          "personalDigest",
          "previous",
          "hash");
  private static final Set<String> LINK =
      Set.of(
          "stream",
          "seq",
          "id",
          "at",
          "type",
          "v",
          "bodyDigest",
          "personalDigest",
          "previous",
          "hash");
  private static final Set<String> SEAL =
      Set.of("day", "at", "previous", "heads", "root", "digest", "signature");
  private static final Set<String> PROOF = Set.of("stream", "seq", "hash", "day", "index", "path");
  private static final Set<String> ABOUT =
      Set.of("format", "v", "journal", "exportedAt", "from", "to", "streams", "evidenceNotKept");
  private static final Set<String> PART = Set.of("stream", "from", "through");

  private Lines() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static JsonNode read(String line) throws Wrong {
    try {
      return MAPPER.readTree(line);
    } catch (JsonProcessingException e) {
      throw new Wrong("a line of the exported file is not one JSON object", e);
    }
  }

  /**
   * @param whole false: only what the chain needs
   */
  static ObjectNode record(Row row, boolean whole) throws Wrong {
    ObjectNode line = object().put("stream", row.stream()).put("seq", row.seq());
    ByteBuffer id = ByteBuffer.wrap(row.id());
    line.put("id", new UUID(id.getLong(), id.getLong()).toString()).put("at", row.at());
    line.put("type", row.type()).put("v", row.v());
    if (whole && row.body().isPresent()) {
      line.put("body", utf8(row, row.body().get()));
      row.personal()
          .ifPresent(blob -> line.put("personal", Base64.getEncoder().encodeToString(blob)));
    } else {
      line.put("bodyDigest", Hashes.hex(row.bodyDigest()));
    }
    row.personalDigest().ifPresent(digest -> line.put("personalDigest", Hashes.hex(digest)));
    return line.put("previous", Hashes.hex(row.previous())).put("hash", Hashes.hex(row.hash()));
  }

  private static String utf8(Row row, byte[] body) throws Wrong {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw new Wrong(
          row.stream() + ", record " + row.seq() + " is no text: verify the journal first", e);
    }
  }

  static Row record(JsonNode line) throws Wrong {
    try {
      only(line, line.has("body") ? WHOLE_RECORD : LINK);
      UUID id = UUID.fromString(text(line, "id"));
      Optional<byte[]> body =
          line.has("body")
              ? Optional.of(text(line, "body").getBytes(StandardCharsets.UTF_8))
              : Optional.empty();
      return new Row(
          Optional.empty(),
          text(line, "stream"),
          whole(line, "seq"),
          ByteBuffer.allocate(16)
              .putLong(id.getMostSignificantBits())
              .putLong(id.getLeastSignificantBits())
              .array(),
          whole(line, "at"),
          text(line, "type"),
          version(line),
          body,
          body.isPresent() ? Hashes.sha256(body.get()) : hex(line, "bodyDigest"),
          line.has("personal") ? Optional.of(base64(line, "personal")) : Optional.empty(),
          line.has("personalDigest") ? Optional.of(hex(line, "personalDigest")) : Optional.empty(),
          hex(line, "previous"),
          hex(line, "hash"));
    } catch (IllegalArgumentException e) {
      throw new Wrong("a record of the exported file cannot be read", e);
    }
  }

  static ObjectNode seal(Seal seal) {
    ObjectNode line = object().put("day", seal.day()).put("at", seal.at());
    line.put("previous", Hashes.hex(seal.previous())).put("heads", seal.heads());
    line.put("root", Hashes.hex(seal.root())).put("digest", Hashes.hex(seal.digest()));
    seal.signature()
        .ifPresent(
            signature -> line.put("signature", Base64.getEncoder().encodeToString(signature)));
    return line;
  }

  static Seal seal(JsonNode line) throws Wrong {
    try {
      only(line, SEAL);
      return new Seal(
          text(line, "day"),
          whole(line, "at"),
          hex(line, "previous"),
          whole(line, "heads"),
          hex(line, "root"),
          hex(line, "digest"),
          line.has("signature") ? Optional.of(base64(line, "signature")) : Optional.empty());
    } catch (IllegalArgumentException e) {
      throw new Wrong("a seal of the exported file cannot be read", e);
    }
  }

  /**
   * That a seal covers a stream up to a record.
   *
   * @param index place of the head among those of the seal, from 0
   * @param path hashes beside the way from the head to the root
   */
  record Proof(Head head, String day, long index, List<byte[]> path) {}

  static ObjectNode proof(Proof proof) {
    ObjectNode line = object().put("stream", proof.head().stream()).put("seq", proof.head().seq());
    line.put("hash", Hashes.hex(proof.head().hash())).put("day", proof.day());
    line.put("index", proof.index());
    ArrayNode path = line.putArray("path");
    proof.path().forEach(hash -> path.add(Hashes.hex(hash)));
    return line;
  }

  static Proof proof(JsonNode line) throws Wrong {
    try {
      only(line, PROOF);
      List<byte[]> path = new ArrayList<>();
      for (JsonNode hash : line.path("path")) {
        path.add(Hashes.bytes(hash.asText()));
      }
      Head head = new Head(text(line, "stream"), whole(line, "seq"), hex(line, "hash"));
      return new Proof(head, text(line, "day"), whole(line, "index"), path);
    } catch (IllegalArgumentException e) {
      throw new Wrong("a proof of the exported file cannot be read", e);
    }
  }

  /** That an exported file says nothing of itself but what this format has. */
  static void about(JsonNode json) throws Wrong {
    try {
      only(json, ABOUT);
      json.path("streams").forEach(part -> only(part, PART));
    } catch (IllegalArgumentException e) {
      throw new Wrong("the description of the exported file cannot be read", e);
    }
  }

  /**
   * Nothing stands in a line that is not verified: there are programs that take "Body" for "body".
   *
   * @throws IllegalArgumentException it has another member
   */
  private static void only(JsonNode line, Set<String> members) {
    line.fieldNames()
        .forEachRemaining(
            name -> {
              if (!members.contains(name)) {
                throw new IllegalArgumentException("the format has no '" + name + "' here");
              }
            });
  }

  /**
   * @throws IllegalArgumentException it is no whole number, or a larger one than can be hashed
   */
  private static long whole(JsonNode line, String field) {
    JsonNode value = line.path(field);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new IllegalArgumentException("its " + field + " is no whole number");
    }
    return value.asLong();
  }

  private static int version(JsonNode line) {
    long v = whole(line, "v");
    if (v != (int) v) {
      throw new IllegalArgumentException("its v is too large");
    }
    return (int) v;
  }

  /**
   * @throws IllegalArgumentException it is no text, or not one whose bytes can be hashed
   */
  private static String text(JsonNode line, String field) {
    JsonNode value = line.path(field);
    if (!value.isTextual() || !StandardCharsets.UTF_8.newEncoder().canEncode(value.asText())) {
      throw new IllegalArgumentException("its " + field + " is no text");
    }
    return value.asText();
  }

  private static byte[] hex(JsonNode line, String field) {
    return Hashes.bytes(text(line, field));
  }

  private static byte[] base64(JsonNode line, String field) {
    return Base64.getDecoder().decode(text(line, field));
  }
}
