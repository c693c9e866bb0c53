package org.amitygate.verifier;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Public keys of seals, from PEM files with keys or certificates, several in one if need be. */
final class Keys {

  private static final Pattern PEM =
      Pattern.compile("-----BEGIN (PUBLIC KEY|CERTIFICATE)-----([^-]+)-----END \\1-----");

  private final Map<String, PublicKey> keys = new LinkedHashMap<>();
  private final TreeSet<String> used = new TreeSet<>();

  /** From files that somebody names. */
  static Keys in(List<Path> files) throws Wrong {
    Keys keys = new Keys();
    for (Path file : files) {
      try {
        keys.add(file.toString(), Files.readString(file));
      } catch (IOException e) {
        throw new Wrong("the key " + file + " cannot be read", e);
      }
    }
    return keys;
  }

  /** From the folder in which a gate publishes them; none if there is no such folder. */
  static Keys published(Path folder) throws Wrong {
    if (!Files.isDirectory(folder)) {
      return new Keys();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return in(files.filter(file -> file.toString().endsWith(".pem")).sorted().toList());
    } catch (IOException e) {
      throw new Wrong("the keys in " + folder + " cannot be read", e);
    }
  }

  void add(String place, String text) throws Wrong {
    Matcher block = PEM.matcher(text);
    int before = keys.size();
    while (block.find()) {
      try {
        byte[] der = Base64.getMimeDecoder().decode(block.group(2));
        PublicKey key =
            block.group(1).equals("CERTIFICATE")
                ? CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(der))
                    .getPublicKey()
                : KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
        keys.put(Hashes.hex(Hashes.sha256(key.getEncoded())), key);
      } catch (GeneralSecurityException | IllegalArgumentException e) {
        throw new Wrong(place + " holds no public key on P-256 in PEM", e);
      }
    }
    if (keys.size() == before && !text.contains("-----BEGIN ")) {
      throw new Wrong(place + " holds no PEM: give the file …/seal-keys/FINGERPRINT.pem");
    }
  }

  boolean isEmpty() {
    return keys.isEmpty();
  }

  /** Fingerprints of the keys that have verified something. */
  List<String> used() {
    return List.copyOf(used);
  }

  /** The fingerprint of the key that a seal was signed with; empty: none of these. */
  Optional<String> signer(Seal seal) {
    for (Map.Entry<String, PublicKey> key : keys.entrySet()) {
      if (seal.signature()
          .filter(sign -> verifies(key.getValue(), seal.digest(), sign))
          .isPresent()) {
        used.add(key.getKey());
        return Optional.of(key.getKey());
      }
    }
    return Optional.empty();
  }

  private static boolean verifies(PublicKey key, byte[] bytes, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance("SHA256withECDSA");
      verifier.initVerify(key);
      verifier.update(bytes);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false; // another kind of key, or no signature at all
    }
  }

  /** The keys as PEM, by fingerprint. */
  Map<String, String> pem() {
    Map<String, String> texts = new LinkedHashMap<>();
    keys.forEach(
        (fingerprint, key) -> {
          byte[] line = "\n".getBytes(StandardCharsets.US_ASCII);
          String base64 = Base64.getMimeEncoder(64, line).encodeToString(key.getEncoded());
          texts.put(
              fingerprint,
              "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n");
        });
    return texts;
  }
}
