package org.amitygate.partner.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.amitygate.config.ArchiveConfig;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.GateConfig;
import org.amitygate.config.StorageConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealKeyTest {

  private static final byte[] BYTES =
      "thirty-two bytes of some digest".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path folder;
  private Path publicKeys;
  private String named = "";

  private final ConfigSource config =
      new ConfigSource() {
        @Override
        public GateConfig current() {
          GateConfig none = GateConfig.none();
          return new GateConfig(
              none.gate(),
              List.of(),
              Map.of(),
              Map.of(),
              Optional.empty(),
              Map.of(),
              "",
              StorageConfig.USUAL,
              new ArchiveConfig(named, Optional.empty(), Optional.empty()));
        }

        @Override
        public AutoCloseable onChange(BiConsumer<GateConfig, GateConfig> change) {
          throw new UnsupportedOperationException();
        }
      };

  @BeforeEach
  void place() {
    publicKeys = folder.resolve("store/seal-keys");
  }

  private ConfiguredSealKey key() {
    return new ConfiguredSealKey(config, folder.resolve("store").toString());
  }

  private Path exported(ConfiguredSealKey key) {
    return publicKeys.resolve(key.fingerprint() + ".pem");
  }

  /** As anybody does who has the file and a cryptographic library. */
  private static boolean verifies(Path pem, byte[] signature, byte[] bytes) throws Exception {
    String base64 = Files.readString(pem).replaceAll("-----[A-Z ]+-----|\\s", "");
    Signature verifier = Signature.getInstance("SHA256withECDSA");
    verifier.initVerify(
        KeyFactory.getInstance("EC")
            .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64))));
    verifier.update(bytes);
    return verifier.verify(signature);
  }

  @Test
  void theSignatureVerifiesWithThePublicKeyBesideTheRecords() throws Exception {
    named = folder.resolve("keys/seals.jwk").toString();
    ConfiguredSealKey key = key();
    byte[] signature = key.sign(BYTES);
    assertThat(verifies(exported(key), signature, BYTES)).isTrue();
    assertThat(verifies(exported(key), signature, "other".getBytes(StandardCharsets.US_ASCII)))
        .isFalse();
    assertThat(exported(key)).content().startsWith("-----BEGIN PUBLIC KEY-----\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(named))))
        .isEqualTo("rw-------");
  }

  @Test
  void theSameKeyIsUsedAgainAndTheOldOneStaysWhenAnotherIsNamed() throws Exception {
    named = folder.resolve("keys/seals.jwk").toString();
    ConfiguredSealKey key = key();
    String first = key.fingerprint();
    assertThat(key().fingerprint()).as("after a restart").isEqualTo(first);
    named = folder.resolve("keys/next.jwk").toString();
    String second = key.fingerprint();
    assertThat(second).isNotEqualTo(first);
    try (var files = Files.list(publicKeys)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(first + ".pem", second + ".pem");
    }
  }

  @Test
  void aKeyThatCannotBeReadSignsNothingAndIsTriedAgain() throws Exception {
    ConfiguredSealKey key = key();
    assertThatThrownBy(() -> key.sign(BYTES)).hasMessageContaining("no configuration file names");
    Path file = folder.resolve("seals.jwk");
    Files.writeString(file, "no key");
    named = file.toString();
    assertThatThrownBy(() -> key.sign(BYTES)).hasMessageContaining("cannot be used: see the log");
    assertThat(file).as("not replaced").hasContent("no key");
    Files.delete(file);
    assertThat(key.sign(BYTES)).isNotEmpty();
  }
}
