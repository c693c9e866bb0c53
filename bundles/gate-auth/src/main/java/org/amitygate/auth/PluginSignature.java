package org.amitygate.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObject;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.impl.ECDSA;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.SignatureException;
import java.text.ParseException;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The signature of a plug-in's jar or file: a JWS with the algorithm ES256 and the file as detached
 * payload (RFC 7515, appendix F), compact, in a file beside it that has {@code .jws} after its
 * name. Signs, too: {@code ./gate sign}. Files are read in pieces, however large they are.
 */
final class PluginSignature {

  static final String SUFFIX = ".jws";

  private static final JWSAlgorithm ALGORITHM = JWSAlgorithm.ES256;

  /** As a JWS has it: two numbers of 32 bytes, not DER. */
  private static final String ES256 = "SHA256withECDSAinP1363Format";

  private final Base64URL protectedHeader;
  private final JWSHeader header;
  private final byte[] signature;

  private PluginSignature(Base64URL protectedHeader, JWSHeader header, byte[] signature) {
    this.protectedHeader = protectedHeader;
    this.header = header;
    this.signature = signature;
  }

  /** Where the signature of a file is. */
  static Path of(Path plugin) {
    return plugin.resolveSibling(plugin.getFileName() + SUFFIX);
  }

  /**
   * Reads the signature of a file without verifying it.
   *
   * @throws ParseException it is none with a detached payload, or of another algorithm than ES256,
   *     or has something in its header that must be understood and is not
   */
  static PluginSignature read(Path plugin) throws IOException, ParseException {
    Base64URL[] parts = JOSEObject.split(Files.readString(of(plugin)).strip());
    if (parts.length != 3 || !parts[1].toString().isEmpty()) {
      throw new ParseException("it is not a JWS with a detached payload", 0);
    }
    JWSHeader header = JWSHeader.parse(parts[0]);
    if (!ALGORITHM.equals(header.getAlgorithm())) {
      throw new ParseException(
          "its algorithm is " + header.getAlgorithm() + ", not " + ALGORITHM, 0);
    }
    if (header.getCriticalParams() != null || !header.isBase64URLEncodePayload()) {
      throw new ParseException("its header has critical parameters, which nobody here knows", 0);
    }
    return new PluginSignature(parts[0], header, parts[2].decode());
  }

  /** The key that it names; empty text: none. */
  String keyId() {
    String id = header.getKeyID();
    return id == null ? "" : id;
  }

  /**
   * The first of these makers who signed these very bytes; empty: none did.
   *
   * @param content read once, to its end
   */
  Optional<String> maker(Map<String, ECKey> makers, InputStream content) throws IOException {
    try {
      Map<String, Signature> verifiers = new LinkedHashMap<>();
      for (Map.Entry<String, ECKey> maker : makers.entrySet()) {
        if (Curve.P_256.equals(maker.getValue().getCurve())) {
          Signature verifier = Signature.getInstance(ES256);
          verifier.initVerify(maker.getValue().toECPublicKey());
          verifiers.put(maker.getKey(), verifier);
        }
      }
      update(verifiers.values(), protectedHeader, content);
      ECDSA.ensureLegalSignature(signature, ALGORITHM);
      for (Map.Entry<String, Signature> verifier : verifiers.entrySet()) {
        if (verifier.getValue().verify(signature)) {
          return Optional.of(verifier.getKey());
        }
      }
      return Optional.empty();
    } catch (JOSEException | SignatureException e) {
      return Optional.empty(); // no numbers that a signature can have
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ES256, e);
    }
  }

  /** What is signed: the header, a point, and the content in base64url. */
  private static void update(
      Collection<Signature> signatures, Base64URL protectedHeader, InputStream content)
      throws IOException {
    OutputStream signed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int from, int length) throws IOException {
            try {
              for (Signature signature : signatures) {
                signature.update(bytes, from, length);
              }
            } catch (SignatureException e) {
              throw new IOException(e);
            }
          }
        };
    signed.write((protectedHeader + ".").getBytes(StandardCharsets.US_ASCII));
    try (OutputStream encoded = Base64.getUrlEncoder().withoutPadding().wrap(signed)) {
      content.transferTo(encoded);
    }
  }

  /** Signs a file. */
  static void sign(Path plugin, ECKey key) throws IOException, JOSEException {
    if (!Curve.P_256.equals(key.getCurve())) {
      throw new JOSEException(
          "the key is of " + key.getCurve() + "; " + ALGORITHM + " needs P-256");
    }
    Base64URL header =
        new JWSHeader.Builder(ALGORITHM)
            .keyID(key.computeThumbprint().toString())
            .build()
            .toBase64URL();
    try (InputStream content = Files.newInputStream(plugin)) {
      Signature signer = Signature.getInstance(ES256);
      signer.initSign(key.toECPrivateKey());
      update(List.of(signer), header, content);
      Files.writeString(of(plugin), header + ".." + Base64URL.encode(signer.sign()) + "\n");
    } catch (GeneralSecurityException e) {
      throw new JOSEException("the key cannot sign: " + e.getMessage(), e);
    }
  }

  /** {@code --key KEY.jwk FILE...}: signs files, with a new key if there is no such file. */
  public static void main(String[] words) {
    int status = run(List.of(words), System.out, System.err);
    if (status != 0) {
      System.exit(status);
    }
  }

  /** What {@link #main} does; 0: signed, 1: not, with the reason in a sentence, 2: wrong use. */
  static int run(List<String> words, PrintStream out, PrintStream err) {
    if (words.size() < 3 || !words.get(0).equals("--key")) {
      err.println("usage: ./gate sign --key KEY.jwk FILE...");
      return 2;
    }
    List<Path> plugins = words.subList(2, words.size()).stream().map(Path::of).toList();
    for (Path plugin : plugins) {
      if (!Files.isRegularFile(plugin) || !Files.isReadable(plugin)) {
        err.println(plugin + " is no file that can be read; nothing was signed");
        return 1;
      }
    }
    Path file = Path.of(words.get(1));
    try {
      if (Files.notExists(file)) {
        make(file, out);
      }
      ECKey key = ECKey.parse(Files.readString(file));
      for (Path plugin : plugins) {
        sign(plugin, key);
        out.println(of(plugin) + " by key " + key.computeThumbprint());
      }
      return 0;
    } catch (ParseException e) {
      err.println(file + " holds no key that can sign: " + e.getMessage());
    } catch (JOSEException e) {
      err.println(file + " cannot be used: " + e.getMessage());
    } catch (NoSuchFileException e) {
      err.println(e.getFile() + " cannot be written: its folder is not there");
    } catch (IOException e) {
      err.println("a file cannot be read or written: " + e.getMessage());
    }
    return 1;
  }

  private static void make(Path file, PrintStream out) throws IOException, JOSEException {
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
    out.println("made " + file + "; " + half + " is for the gates that shall trust it");
  }
}
