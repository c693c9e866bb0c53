package org.amitygate.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.SignatureSpi;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * ECDSA without its arithmetic: a digest of the public key and the bytes. Everything that the
 * server does with signatures stays, but a hundred times as fast, and the same each time. Nobody
 * can forge a signature here because nobody tries.
 */
final class SimulatedSignatures extends Provider {
  private static final long serialVersionUID = 1;

  private static final Map<BigInteger, BigInteger> PUBLIC_X = new HashMap<>();

  private SimulatedSignatures() {
    super("AmitySimulated", "1.0", "deterministic signatures for simulations");
    put("Signature.SHA256withECDSA", Spi.class.getName());
  }

  /** From now on, in this process. */
  static void install() {
    Security.insertProviderAt(new SimulatedSignatures(), 1);
  }

  /** Learns which public half belongs to a private key. */
  static void learn(Path folder, List<String> gates) {
    try {
      for (String gate : gates) {
        JsonNode key = new ObjectMapper().readTree(Files.readString(folder.resolve(gate + ".jwk")));
        PUBLIC_X.put(number(key, "d"), number(key, "x"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BigInteger number(JsonNode key, String member) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(key.path(member).asText()));
  }

  /** The algorithm; public only because the JDK makes it. */
  public static final class Spi extends SignatureSpi {

    private final MessageDigest digest;
    private @Nullable BigInteger publicX;

    public Spi() throws NoSuchAlgorithmException {
      digest = MessageDigest.getInstance("SHA-256");
    }

    @Override
    protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
      if (!(key instanceof ECPublicKey ec)) {
        throw new InvalidKeyException("no EC key");
      }
      publicX = ec.getW().getAffineX();
      digest.reset();
    }

    @Override
    protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
      publicX = key instanceof ECPrivateKey ec ? PUBLIC_X.get(ec.getS()) : null;
      if (publicX == null) {
        throw new InvalidKeyException("not a key of the simulation");
      }
      digest.reset();
    }

    @Override
    protected void engineUpdate(byte b) {
      digest.update(b);
    }

    @Override
    protected void engineUpdate(byte[] bytes, int offset, int length) {
      digest.update(bytes, offset, length);
    }

    @Override
    protected byte[] engineSign() {
      if (publicX != null) {
        digest.update(publicX.toByteArray());
      }
      byte[] half = digest.digest();
      half[0] = (byte) (half[0] & 0x3f | 0x20);
      ByteArrayOutputStream der = new ByteArrayOutputStream(72);
      der.write(0x30);
      der.write(2 * (half.length + 2));
      for (int i = 0; i < 2; i++) {
        der.write(2);
        der.write(half.length);
        der.writeBytes(half);
      }
      return der.toByteArray();
    }

    @Override
    protected boolean engineVerify(byte[] signature) {
      return Arrays.equals(engineSign(), signature);
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {
      throw new UnsupportedOperationException(name);
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
      throw new UnsupportedOperationException(name);
    }
  }
}
