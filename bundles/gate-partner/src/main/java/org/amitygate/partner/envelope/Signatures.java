package org.amitygate.partner.envelope;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.amitygate.partner.PartnerProblem;

/**
 * Flattened JWS JSON (RFC 7515, section 7.2.2) with the payload attached. The algorithm is ES256
 * because the profile says so; the message's own word for it must agree and is otherwise not
 * listened to. The header may hold {@code alg}, {@code kid} and {@code typ} and nothing else, so
 * there is no {@code crit}, {@code jwk} or {@code jku} to obey.
 */
public final class Signatures {

  /** {@code typ} of messages. */
  public static final String MESSAGE = "gate-message+json";

  /** {@code typ} of receipts: neither can be taken for the other. */
  public static final String RECEIPT = "gate-receipt+json";

  private static final List<String> MEMBERS = List.of("payload", "protected", "signature");
  private static final List<String> HEADER = List.of("alg", "kid", "typ");

  private Signatures() {}

  /**
   * What was signed, and the key that verified it.
   *
   * @param sha256 of header and payload as they were signed: the same however a copy's white space,
   *     members or signature are written
   */
  public record Signed(byte[] payload, String kid, String sha256) {}

  /**
   * @param key private, on P-256, with an id
   */
  public static byte[] sign(byte[] payload, String typ, ECKey key) {
    ObjectNode header = JsonNodeFactory.instance.objectNode();
    header.put("alg", JWSAlgorithm.ES256.getName()).put("kid", key.getKeyID()).put("typ", typ);
    Base64URL protectedHeader = Base64URL.encode(StrictJson.write(header));
    Base64URL body = Base64URL.encode(payload);
    try {
      Base64URL signature =
          new ECDSASigner(key)
              .sign(
                  new JWSHeader(JWSAlgorithm.ES256),
                  input(protectedHeader.toString(), body.toString()));
      ObjectNode jws = JsonNodeFactory.instance.objectNode();
      jws.put("payload", body.toString()).put("protected", protectedHeader.toString());
      return StrictJson.write(jws.put("signature", signature.toString()));
    } catch (JOSEException e) {
      throw new IllegalStateException(
          "could not sign with key '" + key.getKeyID() + "': " + e.getMessage(), e);
    }
  }

  /**
   * Verifies the bytes as they came.
   *
   * @param keys the partner's public keys by id
   * @throws PartnerProblem 400 no such JWS, 401 key or signature, 413 too large
   */
  public static Signed verify(byte[] message, String typ, Function<String, Optional<ECKey>> keys)
      throws PartnerProblem {
    ObjectNode jws = StrictJson.read(message);
    only(jws, MEMBERS, "a flattened JWS");
    String protectedHeader = text(jws, "protected");
    String body = text(jws, "payload");
    ObjectNode header = StrictJson.read(decode(protectedHeader, "protected"));
    only(header, HEADER, "the protected header");
    if (!text(header, "alg").equals(JWSAlgorithm.ES256.getName())) {
      throw new PartnerProblem(401, "the profile's algorithm is ES256");
    }
    if (header.has("typ") && !text(header, "typ").equals(typ)) {
      throw new PartnerProblem(400, "typ is not '" + typ + "'");
    }
    String kid = text(header, "kid");
    ECKey key =
        keys.apply(kid).orElseThrow(() -> new PartnerProblem(401, "no key with this kid is known"));
    byte[] payload = decode(body, "payload");
    Base64URL signature = Base64URL.encode(decode(text(jws, "signature"), "signature"));
    try {
      boolean good =
          new ECDSAVerifier(key.toPublicJWK())
              .verify(new JWSHeader(JWSAlgorithm.ES256), input(protectedHeader, body), signature);
      if (!good) {
        throw new PartnerProblem(401, "the signature does not verify");
      }
    } catch (JOSEException e) {
      throw new PartnerProblem(401, "the signature does not verify");
    }
    return new Signed(payload, kid, sha256(input(protectedHeader, body)));
  }

  /** Whether it says of itself, unverified, that it is a receipt. */
  public static boolean isReceipt(byte[] bytes) throws PartnerProblem {
    byte[] header = decode(text(StrictJson.read(bytes), "protected"), "protected");
    return StrictJson.read(header).path("typ").asText().equals(RECEIPT);
  }

  /** The payload of a message of ours or of one that was verified before it was stored. */
  public static byte[] unverifiedPayload(byte[] message) throws PartnerProblem {
    return decode(text(StrictJson.read(message), "payload"), "payload");
  }

  /** {@link Signed#sha256} of such a message. */
  public static String signedSha256(byte[] message) throws PartnerProblem {
    ObjectNode jws = StrictJson.read(message);
    return sha256(input(text(jws, "protected"), text(jws, "payload")));
  }

  /** SHA-256 in lower-case hexadecimal. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] input(String protectedHeader, String payload) {
    return (protectedHeader + '.' + payload).getBytes(StandardCharsets.US_ASCII);
  }

  private static void only(ObjectNode object, List<String> allowed, String what)
      throws PartnerProblem {
    var names = object.fieldNames();
    while (names.hasNext()) {
      if (!allowed.contains(names.next())) {
        throw new PartnerProblem(400, what + " may hold only " + String.join(", ", allowed));
      }
    }
  }

  private static String text(ObjectNode object, String member) throws PartnerProblem {
    JsonNode value = object.get(member);
    if (value == null || !value.isTextual() || value.textValue().isEmpty()) {
      throw new PartnerProblem(400, "'" + member + "' is missing or no text");
    }
    return value.textValue();
  }

  /**
   * Only the one canonical writing is taken: what was signed has one text. The JSON around it, and
   * the signature, whoever carries the message can write in another way.
   */
  private static byte[] decode(String text, String member) throws PartnerProblem {
    byte[] bytes;
    try {
      bytes = java.util.Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new PartnerProblem(400, "'" + member + "' is not base64url");
    }
    if (!Base64URL.encode(bytes).toString().equals(text)) {
      throw new PartnerProblem(400, "'" + member + "' is not canonical base64url");
    }
    return bytes;
  }
}
