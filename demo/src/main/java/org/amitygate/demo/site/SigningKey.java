package org.amitygate.demo.site;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A key for ES256 (RFC 7518, P-256) as JSON Web Keys.
 *
 * @param privateJwk with {@code d}
 * @param publicJwk without
 */
record SigningKey(String privateJwk, String publicJwk) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int COORDINATE_BYTES = 32;

  static SigningKey random(SecureRandom random) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    KeyPair pair = generator.generateKeyPair();
    ECPublicKey open = (ECPublicKey) pair.getPublic();
    // RFC 7638: the members of the thumbprint in this order.
    Map<String, String> jwk = new LinkedHashMap<>();
    jwk.put("crv", "P-256");
    jwk.put("kty", "EC");
    jwk.put("x", coordinate(open.getW().getAffineX()));
    jwk.put("y", coordinate(open.getW().getAffineY()));
    byte[] thumbprint =
        MessageDigest.getInstance("SHA-256").digest(json(jwk).getBytes(StandardCharsets.UTF_8));
    jwk.put("use", "sig");
    jwk.put("alg", "ES256");
    jwk.put("kid", base64(thumbprint));
    String publicJwk = json(jwk);
    jwk.put("d", coordinate(((ECPrivateKey) pair.getPrivate()).getS()));
    return new SigningKey(json(jwk), publicJwk);
  }

  private static String json(Map<String, String> map) {
    try {
      return JSON.writeValueAsString(map);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String coordinate(BigInteger number) {
    byte[] bytes = number.toByteArray();
    byte[] fixed = new byte[COORDINATE_BYTES];
    int from = Math.max(0, bytes.length - COORDINATE_BYTES);
    int length = bytes.length - from;
    System.arraycopy(bytes, from, fixed, COORDINATE_BYTES - length, length);
    return base64(fixed);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
