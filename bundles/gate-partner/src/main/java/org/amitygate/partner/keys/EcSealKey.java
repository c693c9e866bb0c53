package org.amitygate.partner.keys;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.amitygate.core.journal.SealKey;

/**
 * A key of seals that stands in a file like those of messages. Its public half is kept with the
 * records, as PEM under its fingerprint, for as long as there are seals of it.
 */
final class EcSealKey implements SealKey {

  private final ECPrivateKey key;
  private final byte[] publicKey;

  private EcSealKey(ECKey key) throws JOSEException {
    this.key = key.toECPrivateKey();
    this.publicKey = key.toECPublicKey().getEncoded();
  }

  /** Reads the key, making it if there is no such file; empty, with a log, if that cannot be. */
  static Optional<EcSealKey> in(Path file) {
    return PartnerKeys.own(file)
        .map(
            key -> {
              try {
                return new EcSealKey(key);
              } catch (JOSEException e) {
                throw new IllegalStateException(file + " holds no key that can be used", e);
              }
            });
  }

  /** Puts the public half into the folder, as {@code FINGERPRINT.pem}. */
  void export(Path folder) throws IOException {
    Path file = folder.resolve(fingerprint() + ".pem");
    if (Files.notExists(file)) {
      String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(publicKey);
      KeyFiles.write(
          file,
          "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n",
          "rw-r--r--");
    }
  }

  @Override
  public String fingerprint() {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(publicKey));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public byte[] sign(byte[] bytes) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(key);
      signature.update(bytes);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a seal could not be signed: " + e.getMessage(), e);
    }
  }
}
