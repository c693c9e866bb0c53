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
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.amitygate.verifier.Database.Part;

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
  private static final List<String> TIMES = List.of("exportedAt", "from", "to");
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
      Head head = new Head(text(line, "stream"), whole(line, "seq"), hex(line, "hash"));
      List<byte[]> path = texts(line, "path").stream().map(Hashes::bytes).toList();
      return new Proof(head, text(line, "day"), whole(line, "index"), path);
    } catch (IllegalArgumentException e) {
      throw new Wrong("a proof of the exported file cannot be read", e);
    }
  }

  /**
   * What an exported file says of itself.
   *
   * @param parts the records that are exported whole
   * @param notKept names of evidence files that were no longer there
   */
  record About(List<Part> parts, List<String> notKept) {}

  /** Takes it if it says nothing but what this format has. */
  static About about(JsonNode json) throws Wrong {
    try {
      if (!text(json, "format").equals(FORMAT) || version(json) != VERSION) {
        throw new IllegalArgumentException("it is not in the format " + FORMAT + " " + VERSION);
      }
      only(json, ABOUT);
      if (json.has("journal")) {
        text(json, "journal");
      }
      for (String time : TIMES) {
        if (json.has(time)) {
          Instant.parse(text(json, time));
        }
      }
      List<Part> parts = new ArrayList<>();
      for (JsonNode part : array(json, "streams")) {
        only(part, PART);
        parts.add(new Part(text(part, "stream"), whole(part, "from"), whole(part, "through")));
      }
      return new About(parts, texts(json, "evidenceNotKept"));
    } catch (IllegalArgumentException | DateTimeParseException e) {
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

  private static String text(JsonNode line, String field) {
    return text(field, line.path(field));
  }

  /**
   * @throws IllegalArgumentException it is no text, or not one whose bytes can be hashed
   */
  private static String text(String name, JsonNode value) {
    if (!value.isTextual() || !StandardCharsets.UTF_8.newEncoder().canEncode(value.asText())) {
      throw new IllegalArgumentException("its " + name + " is no text");
    }
    return value.asText();
  }

  /**
   * @throws IllegalArgumentException it is no array
   */
  private static JsonNode array(JsonNode line, String field) {
    JsonNode value = line.path(field);
    if (!value.isArray()) {
      throw new IllegalArgumentException("its " + field + " is no array");
    }
    return value;
  }

  /**
   * @throws IllegalArgumentException it is no array, or not of texts
   */
  private static List<String> texts(JsonNode line, String field) {
    List<String> texts = new ArrayList<>();
    array(line, field).forEach(value -> texts.add(text(field, value)));
    return texts;
  }

  private static byte[] hex(JsonNode line, String field) {
    return Hashes.bytes(text(line, field));
  }

  private static byte[] base64(JsonNode line, String field) {
    return Base64.getDecoder().decode(text(line, field));
  }
}
