package org.amitygate.auth;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.apache.karaf.jaas.modules.Encryption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps passwords as PBKDF2 with HMAC-SHA-256, salted: {@code rounds:salt:hash}. A password that
 * was right a moment ago is recognised by a keyed digest in memory, so that a script of many logins
 * does not pay for each. Thread-safe.
 */
final class Passwords implements Encryption {

  private static final int ROUNDS = 600_000;
  private static final int MAX_ROUNDS = 10_000_000;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BITS = 256;
  private static final int REMEMBERED = 256;
  private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

  private final SecureRandom random = new SecureRandom();
  private final byte[] key = random.generateSeed(32);
  private final Map<String, Boolean> right =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** A password of 120 random bits, without letters that look alike. */
  String random() {
    StringBuilder password = new StringBuilder();
    for (int i = 0; i < 24; i++) {
      password
          .append(i > 0 && i % 6 == 0 ? "-" : "")
          .append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return password.toString();
  }

  @Override
  public String encryptPassword(@Nullable String plain) {
    if (plain == null) {
      throw new IllegalArgumentException("no password");
    }
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    HexFormat hex = HexFormat.of();
    return ROUNDS + ":" + hex.formatHex(salt) + ":" + hex.formatHex(hash(plain, salt, ROUNDS));
  }

  @Override
  public boolean checkPassword(@Nullable String plain, @Nullable String kept) {
    if (plain == null || kept == null) {
      return false;
    }
    String seen = digest(plain, kept);
    synchronized (right) {
      if (right.containsKey(seen)) {
        return true;
      }
    }
    if (!matches(plain, kept)) {
      return false;
    }
    synchronized (right) {
      right.put(seen, true);
    }
    return true;
  }

  private static boolean matches(String plain, String kept) {
    String[] parts = kept.split(":", -1);
    if (parts.length != 3) {
      return false;
    }
    try {
      int rounds = Integer.parseInt(parts[0]);
      byte[] expected = HexFormat.of().parseHex(parts[2]);
      if (rounds < 1 || rounds > MAX_ROUNDS || expected.length * 8 != HASH_BITS) {
        return false;
      }
      return MessageDigest.isEqual(
          expected, hash(plain, HexFormat.of().parseHex(parts[1]), rounds));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static byte[] hash(String plain, byte[] salt, int rounds) {
    try {
      PBEKeySpec spec = new PBEKeySpec(plain.toCharArray(), salt, rounds, HASH_BITS);
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private String digest(String plain, String kept) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      mac.update(kept.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      mac.update((byte) 0);
      return HexFormat.of()
          .formatHex(mac.doFinal(plain.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
