package org.amitygate.verifier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Public keys with which partners sign (JWK, P-256), as their owners gave them. */
final class PartnerKeys {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final List<PublicKey> keys = new ArrayList<>();

  static PartnerKeys in(List<Path> files) throws Wrong {
    PartnerKeys keys = new PartnerKeys();
    for (Path file : files) {
      try {
        keys.keys.add(key(MAPPER.readTree(file.toFile())));
      } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
        throw new Wrong(file + " is no public key of a partner (JWK, EC on P-256)", e);
      }
    }
    return keys;
  }

  private static PublicKey key(JsonNode jwk) throws GeneralSecurityException {
    if (!jwk.path("crv").asText().equals("P-256")) {
      throw new IllegalArgumentException("not P-256");
    }
    AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
    curve.init(new ECGenParameterSpec("secp256r1"));
    ECPoint point = new ECPoint(coordinate(jwk, "x"), coordinate(jwk, "y"));
    return KeyFactory.getInstance("EC")
        .generatePublic(new ECPublicKeySpec(point, curve.getParameterSpec(ECParameterSpec.class)));
  }

  private static BigInteger coordinate(JsonNode jwk, String name) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(jwk.path(name).asText()));
  }

  boolean isEmpty() {
    return keys.isEmpty();
  }

  /** Whether one of these keys signed this (flattened JWS JSON, ES256). */
  boolean signed(JsonNode jws) {
    byte[] input =
        (jws.path("protected").asText() + "." + jws.path("payload").asText())
            .getBytes(StandardCharsets.US_ASCII);
    return keys.stream().anyMatch(key -> verifies(key, input, jws.path("signature").asText()));
  }

  private static boolean verifies(PublicKey key, byte[] input, String signature) {
    try {
      Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
      verifier.initVerify(key);
      verifier.update(input);
      return verifier.verify(Base64.getUrlDecoder().decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false; // no signature at all
    }
  }
}
