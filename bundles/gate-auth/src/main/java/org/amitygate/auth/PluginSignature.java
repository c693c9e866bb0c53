package org.amitygate.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;

/**
 * The signature of a plug-in's jar or file: a JWS with the algorithm ES256 and the file as detached
 * payload (RFC 7515, appendix F), compact, in a file beside it that has {@code .jws} after its
 * name. Signs, too: {@code ./gate sign}.
 */
final class PluginSignature {

  static final String SUFFIX = ".jws";

  private static final JWSAlgorithm ALGORITHM = JWSAlgorithm.ES256;

  private final JWSObject signature;

  private PluginSignature(JWSObject signature) {
    this.signature = signature;
  }

  /** Where the signature of a file is. */
  static Path of(Path plugin) {
    return plugin.resolveSibling(plugin.getFileName() + SUFFIX);
  }

  /**
   * Reads a signature without verifying it.
   *
   * @param content the file that it is of
   * @throws ParseException it is none, or of another algorithm than ES256
   */
  static PluginSignature read(Path plugin, byte[] content) throws IOException, ParseException {
    String compact = Files.readString(of(plugin)).strip();
    JWSObject object = JWSObject.parse(compact, new Payload(content));
    if (!ALGORITHM.equals(object.getHeader().getAlgorithm())) {
      throw new ParseException(
          "its algorithm is " + object.getHeader().getAlgorithm() + ", not " + ALGORITHM, 0);
    }
    return new PluginSignature(object);
  }

  /** The key that it names; empty text: none. */
  String keyId() {
    String id = signature.getHeader().getKeyID();
    return id == null ? "" : id;
  }

  /** Whether the holder of a key signed these very bytes. */
  boolean isOf(ECKey key) {
    try {
      return signature.verify(new ECDSAVerifier(key.toECPublicKey()));
    } catch (JOSEException e) {
      return false;
    }
  }

  /** Signs a file. */
  static void sign(Path plugin, ECKey key) throws IOException, JOSEException {
    JWSHeader header =
        new JWSHeader.Builder(ALGORITHM).keyID(key.computeThumbprint().toString()).build();
    JWSObject object = new JWSObject(header, new Payload(Files.readAllBytes(plugin)));
    object.sign(new ECDSASigner(key));
    Files.writeString(of(plugin), object.serialize(true) + "\n");
  }

  /** {@code --key KEY.jwk FILE...}: signs files, with a new key if there is no such file. */
  public static void main(String[] words) throws IOException, JOSEException, ParseException {
    if (words.length < 3 || !words[0].equals("--key")) {
      System.err.println("usage: ./gate sign --key KEY.jwk FILE...");
      System.exit(2);
    }
    Path file = Path.of(words[1]);
    if (Files.notExists(file)) {
      make(file);
    }
    ECKey key = ECKey.parse(Files.readString(file));
    for (int i = 2; i < words.length; i++) {
      Path plugin = Path.of(words[i]);
      sign(plugin, key);
      System.out.println(of(plugin) + " by key " + key.computeThumbprint());
    }
  }

  private static void make(Path file) throws IOException, JOSEException {
    ECKey key =
        new ECKeyGenerator(Curve.P_256)
            .keyUse(KeyUse.SIGNATURE)
            .keyIDFromThumbprint(true)
            .generate();
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, key.toJSONString());
    Path half =
        file.resolveSibling(file.getFileName().toString().replace(".jwk", "") + ".public.jwk");
    Files.writeString(half, key.toPublicJWK().toJSONString());
    System.out.println("made " + file + "; " + half + " is for the gates that shall trust it");
  }
}
