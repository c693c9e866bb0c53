package org.amitygate.check.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Flattened JWS JSON as the protocol has it (messages.md, "A message"). What the header says and
 * what signs it are given apart, so that wrong messages can be made too.
 */
public final class Jws {

  public static final String MESSAGE = "gate-message+json";
  public static final String RECEIPT = "gate-receipt+json";

  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

  private Jws() {}

  /** Something that came is not as the protocol has it; the message says what. */
  public static final class Wrong extends Exception {
    private static final long serialVersionUID = 1;

    Wrong(String message) {
      super(message);
    }
  }

  /** The header of an ordinary message or receipt. */
  public static ObjectNode header(ECKey key, String typ) {
    return object().put("alg", "ES256").put("kid", key.getKeyID()).put("typ", typ);
  }

  /** An empty object. */
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** An ordinary message or receipt. */
  public static byte[] sign(ObjectNode payload, String typ, ECKey key) {
    return sign(bytes(header(key, typ)), bytes(payload), key);
  }

  /** Signs any header and payload with ES256. */
  public static byte[] sign(byte[] header, byte[] payload, ECKey key) {
    String first = base64(header);
    String second = base64(payload);
    try {
      Base64URL signature =
          new ECDSASigner(key).sign(new JWSHeader(JWSAlgorithm.ES256), input(first, second));
      return flattened(first, second, signature.toString());
    } catch (JOSEException e) {
      throw new IllegalStateException("cannot sign with key " + key.getKeyID(), e);
    }
  }

  /** The three parts, already in base64url or what is to be taken for it. */
  public static byte[] flattened(String header, String payload, String signature) {
    return bytes(
        object().put("payload", payload).put("protected", header).put("signature", signature));
  }

  /** What is signed. */
  public static byte[] input(String header, String payload) {
    return (header + "." + payload).getBytes(StandardCharsets.US_ASCII);
  }

  public static String base64(byte[] bytes) {
    return Base64URL.encode(bytes).toString();
  }

  /** The bytes of a tree, members in their order. */
  public static byte[] bytes(JsonNode tree) {
    try {
      return JSON.writeValueAsBytes(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One object, no member twice, nothing after it. */
  public static ObjectNode read(byte[] bytes, String what) throws Wrong {
    try {
      if (JSON.readTree(bytes) instanceof ObjectNode object) {
        return object;
      }
    } catch (IOException e) {
      throw new Wrong(what + " is not JSON: " + e.getMessage());
    }
    throw new Wrong(what + " is no JSON object");
  }

  /**
   * Verifies a message or receipt of the other side.
   *
   * @return the payload
   */
  public static ObjectNode verify(byte[] message, String typ, List<ECKey> keys) throws Wrong {
    ObjectNode jws = read(message, "the JWS");
    only(jws, Set.of("payload", "protected", "signature"), "the JWS");
    String first = jws.path("protected").asText();
    ObjectNode header = read(canonical(first, "protected"), "the protected header");
    Set<String> members = new TreeSet<>(Set.of("alg", "kid"));
    if (header.has("typ")) {
      members.add("typ");
    }
    only(header, members, "the protected header");
    if (!header.path("alg").asText().equals("ES256")) {
      throw new Wrong("alg is " + header.path("alg") + ", the profile says ES256");
    }
    if (header.has("typ") && !header.path("typ").asText().equals(typ)) {
      throw new Wrong("typ is " + header.path("typ") + ", not " + typ);
    }
    String kid = header.path("kid").asText();
    ECKey key =
        keys.stream()
            .filter(each -> kid.equals(each.getKeyID()))
            .findFirst()
            .orElseThrow(() -> new Wrong("kid " + kid + " is none of the keys in the profile"));
    String second = jws.path("payload").asText();
    byte[] payload = canonical(second, "payload");
    byte[] signature = canonical(jws.path("signature").asText(), "signature");
    try {
      boolean good =
          new ECDSAVerifier(key.toPublicJWK())
              .verify(
                  new JWSHeader(JWSAlgorithm.ES256),
                  input(first, second),
                  Base64URL.encode(signature));
      if (!good) {
        throw new Wrong("the signature does not verify");
      }
    } catch (JOSEException e) {
      throw new Wrong("the signature does not verify: " + e.getMessage());
    }
    return read(payload, "the payload");
  }

  /** Exactly these members. */
  public static void only(ObjectNode object, Set<String> members, String what) throws Wrong {
    Set<String> there = new TreeSet<>();
    object.fieldNames().forEachRemaining(there::add);
    if (!there.equals(members)) {
      throw new Wrong(what + " has the members " + there + ", not " + new TreeSet<>(members));
    }
  }

  private static byte[] canonical(String text, String what) throws Wrong {
    byte[] bytes = new Base64URL(text).decode();
    if (!base64(bytes).equals(text)) {
      throw new Wrong("'" + what + "' is not canonical base64url");
    }
    return bytes;
  }

  /** SHA-256 in lower-case hexadecimal. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
