package org.amitygate.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.amitygate.core.journal.Refusal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignedPluginsTest {

  @TempDir Path folder;
  private Path keys;
  private Path jar;
  private SignedPlugins trust;

  @BeforeEach
  void aPlugin() throws Exception {
    keys = Files.createDirectory(folder.resolve("plugin-keys"));
    jar = Files.writeString(folder.resolve("driver.jar"), "the bytes of a jar");
    trust = new SignedPlugins(keys);
  }

  private static ECKey key() throws Exception {
    return new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
  }

  private ECKey trusted(String name) throws Exception {
    ECKey key = key();
    Files.writeString(keys.resolve(name + ".public.jwk"), key.toPublicJWK().toJSONString());
    return key;
  }

  private String digest() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar));
      return HexFormat.of().formatHex(digest);
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private String refused() {
    try {
      return "trusted: " + trust.signer(jar, digest());
    } catch (Refusal e) {
      return e.getMessage();
    }
  }

  @Test
  void whoIsTrustedIsNamed() throws Exception {
    trusted("another");
    PluginSignature.sign(jar, trusted("vendor"));
    assertThat(trust.signer(jar, digest())).isEqualTo("vendor");
  }

  @Test
  void withoutKeysNobodyHasToSign() throws Exception {
    assertThat(trust.signer(jar, digest())).isEmpty();
    assertThat(new SignedPlugins(folder.resolve("absent")).signer(jar, digest())).isEmpty();
  }

  @Test
  void whatIsNotSignedIsRefused() throws Exception {
    trusted("vendor");
    assertThat(refused())
        .isEqualTo(
            "'driver.jar' is not signed: there is no driver.jar.jws beside it; have its maker sign it");
  }

  @Test
  void whatWasChangedIsRefused() throws Exception {
    PluginSignature.sign(jar, trusted("vendor"));
    Files.writeString(jar, "other bytes");
    assertThat(refused()).contains("by nobody whom this gate trusts, or was changed since");
  }

  @Test
  void whatIsSignedIsWhatIsInstalled() throws Exception {
    PluginSignature.sign(jar, trusted("vendor"));
    String before = digest().replace(digest().charAt(0), 'x');
    assertThatThrownBy(() -> trust.signer(jar, before))
        .hasMessage("'driver.jar' changed while it was read; try again");
  }

  @Test
  void aLargeFileIsReadInPieces() throws Exception {
    int pieces = 64;
    byte[] piece = new byte[1 << 20];
    try (OutputStream out = Files.newOutputStream(jar)) {
      for (int i = 0; i < pieces; i++) {
        Arrays.fill(piece, (byte) i);
        out.write(piece);
      }
    }
    String digest = digest();
    long before = allocated();
    PluginSignature.sign(jar, trusted("vendor"));
    assertThat(trust.signer(jar, digest)).isEqualTo("vendor");
    assertThat(allocated() - before).as("bytes of memory").isLessThan(8L * piece.length);
    try (RandomAccessFile file = new RandomAccessFile(jar.toFile(), "rw")) {
      file.seek(file.length() - 1);
      file.write(0);
    }
    assertThat(refused()).contains("by nobody whom this gate trusts, or was changed since");
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  /** Any library signs as the tool does. */
  @Test
  void anotherToolsSignatureCounts() throws Exception {
    ECKey vendor = trusted("vendor");
    for (int length : new int[] {0, 1, 2, 3, 100_000}) {
      Files.write(jar, new byte[length]);
      JWSObject object =
          new JWSObject(new JWSHeader(JWSAlgorithm.ES256), new Payload(Files.readAllBytes(jar)));
      object.sign(new ECDSASigner(vendor));
      Files.writeString(PluginSignature.of(jar), object.serialize(true));
      assertThat(trust.signer(jar, digest())).isEqualTo("vendor");
      PluginSignature.sign(jar, vendor);
      String compact = Files.readString(PluginSignature.of(jar)).strip();
      assertThat(
              JWSObject.parse(compact, new Payload(Files.readAllBytes(jar)))
                  .verify(new ECDSAVerifier(vendor)))
          .isTrue();
    }
  }

  @Test
  void aSignatureOfZerosIsNone() throws Exception {
    trusted("vendor");
    PluginSignature.sign(jar, key());
    String header = Files.readString(PluginSignature.of(jar)).split("\\.")[0];
    Files.writeString(PluginSignature.of(jar), header + ".." + Base64URL.encode(new byte[64]));
    assertThat(refused()).contains("by nobody whom this gate trusts");
  }

  @Test
  void aStrangerIsRefused() throws Exception {
    trusted("vendor");
    ECKey stranger = key();
    PluginSignature.sign(jar, stranger);
    assertThat(refused())
        .contains("signed with the key '" + stranger.getKeyID() + "' and by nobody whom");
  }

  @Test
  void aKeyIdIsNoProof() throws Exception {
    ECKey vendor = trusted("vendor");
    ECKey stranger = new ECKey.Builder(key()).keyID(vendor.getKeyID()).build();
    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(vendor.getKeyID()).build();
    JWSObject forged = new JWSObject(header, new Payload(Files.readAllBytes(jar)));
    forged.sign(new ECDSASigner(stranger));
    Files.writeString(PluginSignature.of(jar), forged.serialize(true));
    assertThat(refused()).contains("by nobody whom this gate trusts");
  }

  @Test
  void noOtherAlgorithmIsTaken() throws Exception {
    ECKey vendor = trusted("vendor");
    byte[] secret = vendor.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
    JWSObject object =
        new JWSObject(new JWSHeader(JWSAlgorithm.HS256), new Payload(Files.readAllBytes(jar)));
    object.sign(new MACSigner(secret));
    Files.writeString(PluginSignature.of(jar), object.serialize(true));
    assertThat(refused()).contains("its algorithm is HS256, not ES256");
    String none =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8));
    Files.writeString(PluginSignature.of(jar), none + "..");
    assertThat(refused()).contains("has a signature that cannot be read");
  }

  @Test
  void anUnknownCriticalHeaderIsRefused() throws Exception {
    ECKey vendor = trusted("vendor");
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .criticalParams(Set.of("until"))
            .customParam("until", "yesterday")
            .build();
    JWSObject object = new JWSObject(header, new Payload(Files.readAllBytes(jar)));
    object.sign(new ECDSASigner(vendor));
    Files.writeString(PluginSignature.of(jar), object.serialize(true));
    assertThat(refused()).startsWith("'driver.jar' ");
    assertThat(refused()).doesNotStartWith("trusted");
  }

  @Test
  void aKeyFileThatIsNoneIsNotPassedOver() throws Exception {
    Files.writeString(keys.resolve("vendor.public.jwk"), "{}");
    assertThatThrownBy(() -> trust.signer(jar, digest()))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("vendor.public.jwk holds no key that can be used");
  }

  @Test
  void theToolMakesAKeyAndSigns() throws Exception {
    Path key = folder.resolve("maker.jwk");
    PluginSignature.main(new String[] {"--key", key.toString(), jar.toString()});
    Files.copy(folder.resolve("maker.public.jwk"), keys.resolve("maker.public.jwk"));
    assertThat(trust.signer(jar, digest())).isEqualTo("maker");
    assertThat(Files.readString(folder.resolve("maker.public.jwk"))).doesNotContain("\"d\"");
  }

  private String said(String... words) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    return PluginSignature.run(List.of(words), out, out)
        + " "
        + said.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theToolLooksAtTheFilesBeforeItMakesAKey() throws Exception {
    Path key = folder.resolve("maker.jwk");
    Path missing = folder.resolve("missing.jar");
    assertThat(said("--key", key.toString(), jar.toString(), missing.toString()))
        .isEqualTo("1 " + missing + " is no file that can be read; nothing was signed\n");
    assertThat(key).doesNotExist();
    assertThat(PluginSignature.of(jar)).doesNotExist();
    assertThat(said("--key", key.toString())).startsWith("2 usage: ");
  }

  @Test
  void theToolSaysInASentenceThatAKeyCannotBeUsed() throws Exception {
    Path none = Files.writeString(folder.resolve("none.jwk"), "{}");
    assertThat(said("--key", none.toString(), jar.toString()))
        .startsWith("1 " + none + " holds no key that can sign: ")
        .hasLineCount(1);
    Path half = Files.writeString(folder.resolve("half"), key().toPublicJWK().toJSONString());
    assertThat(said("--key", half.toString(), jar.toString()))
        .startsWith("1 " + half + " cannot be used: ")
        .hasLineCount(1);
    Path nowhere = folder.resolve("nowhere/maker.jwk");
    assertThat(said("--key", nowhere.toString(), jar.toString()))
        .isEqualTo("1 " + nowhere + " cannot be written: its folder is not there\n");
  }
}
