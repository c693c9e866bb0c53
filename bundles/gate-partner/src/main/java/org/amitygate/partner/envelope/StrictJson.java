package org.amitygate.partner.envelope;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.amitygate.partner.PartnerProblem;

/**
 * JSON of strangers: UTF-8 only, one object and nothing after it, no member twice, at most {@value
 * #DEPTH} deep (partner protocol, "Limits: maximum size, depth"). Two parsers that read one text
 * differently are two truths under one signature.
 */
public final class StrictJson {

  /** Longest message, in bytes. */
  public static final int SIZE = 256 * 1024;

  public static final int DEPTH = 16;

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEPTH)
                          .maxStringLength(SIZE * 2)
                          .maxNumberLength(40)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

  private StrictJson() {}

  /**
   * @throws PartnerProblem 413 too large, 400 not such an object
   */
  public static ObjectNode read(byte[] bytes) throws PartnerProblem {
    if (bytes.length > SIZE) {
      throw new PartnerProblem(
          413, "message of " + bytes.length + " bytes: at most " + SIZE + " are taken");
    }
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
      JsonNode tree = MAPPER.readTree(text);
      if (tree instanceof ObjectNode object) {
        return object;
      }
      throw new PartnerProblem(400, "not a JSON object");
    } catch (CharacterCodingException e) {
      throw new PartnerProblem(400, "not UTF-8");
    } catch (JsonProcessingException e) {
      throw new PartnerProblem(400, "not JSON: " + e.getOriginalMessage());
    }
  }

  /** The bytes of a tree, members in their order. */
  public static byte[] write(ObjectNode tree) {
    try {
      return MAPPER.writeValueAsBytes(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
