package org.amitygate.partner.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.ECKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.amitygate.config.ConfigProblem;
import org.amitygate.config.GateConfig;
import org.amitygate.config.PartnerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartnerKeysTest {

  @TempDir Path folder;
  private Instant now = Instant.parse("2026-11-23T05:00:00Z");
  private final PartnerKeys keys = new PartnerKeys(() -> now);

  private Map<String, PartnerConfig> partner(String... theirs) {
    return signing("keys/signing.jwk", theirs);
  }

  private Map<String, PartnerConfig> signing(String file, String... theirs) {
    List<String> files =
        List.of(theirs).stream().map(name -> folder.resolve(name).toString()).toList();
    String own = folder.resolve(file).toString();
    return Map.of("cn", new PartnerConfig("cn", "amity-1", "", "", own, files, Map.of(), Map.of()));
  }

  private ECKey theirKey(String file) throws Exception {
    Path path = folder.resolve(file);
    Path own = folder.resolve("own-of-" + file);
    KeyFiles.create(own);
    ECKey key = ECKey.parse(Files.readString(own));
    Files.writeString(path, key.toPublicJWK().toJSONString());
    return key;
  }

  @Test
  void ourKeyIsMadeOnceAndReadableByUsAlone() throws Exception {
    keys.load(partner());
    Path own = folder.resolve("keys/signing.jwk");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
        .isEqualTo("rw-------");
    ECKey key = keys.own("cn");
    assertThat(key.isPrivate()).isTrue();
    keys.load(partner());
    assertThat(keys.own("cn").getKeyID()).isEqualTo(key.getKeyID());
    try (var files = Files.list(folder.resolve("keys"))) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void ourKeyIsOnDiskWithItsNameBeforeItSigns() throws Exception {
    Path own = folder.resolve("signing.jwk");
    List<Path> forced = Forced.in(folder, () -> KeyFiles.create(own));
    assertThat(forced).hasSize(2).last().isEqualTo(folder);
    assertThat(forced.get(0).getFileName().toString()).startsWith(".signing.jwk");
  }

  @Test
  void thePublicHalfStandsBesideIt() throws Exception {
    keys.load(partner());
    Path exported = folder.resolve("keys/signing.public.jwk");
    ECKey half = ECKey.parse(Files.readString(exported));
    assertThat(half.isPrivate()).isFalse();
    assertThat(half.getKeyID()).isEqualTo(keys.own("cn").getKeyID());
    assertThat(Files.readString(exported)).doesNotContain("\"d\"");
    Files.delete(exported);
    keys.load(partner());
    assertThat(exported).exists();
  }

  @Test
  void theirKeysAreFoundByTheirIdsWhileTheyRoll() throws Exception {
    ECKey older = theirKey("a.jwk");
    ECKey newer = theirKey("b.jwk");
    keys.load(partner("a.jwk", "b.jwk", "missing.jwk"));
    assertThat(keys.theirs("cn", older.getKeyID())).contains(older.toPublicJWK());
    assertThat(keys.theirs("cn", newer.getKeyID())).contains(newer.toPublicJWK());
    assertThat(keys.theirs("cn", "other")).isEmpty();
    assertThat(keys.theirs("vn", older.getKeyID())).isEmpty();
    keys.load(partner("b.jwk"));
    assertThat(keys.theirs("cn", older.getKeyID())).isEmpty();
  }

  @Test
  void aKeyFileThatComesLaterIsNoticedButNotLookedForAllTheTime() throws Exception {
    keys.load(partner("a.jwk"));
    ECKey theirs = theirKey("a.jwk");
    assertThat(keys.theirs("cn", theirs.getKeyID())).isEmpty();
    now = now.plusSeconds(1);
    assertThat(keys.theirs("cn", theirs.getKeyID())).isPresent();
    Files.setLastModifiedTime(folder.resolve("a.jwk"), FileTime.from(now));
    ECKey next = theirKey("a.jwk");
    now = now.plusSeconds(1);
    assertThat(keys.theirs("cn", next.getKeyID())).isPresent();
    assertThat(keys.theirs("cn", theirs.getKeyID())).isEmpty();
  }

  @Test
  void aPartnersPrivateKeyIsNotUsed() throws Exception {
    ECKey theirs = theirKey("a.jwk");
    Files.writeString(folder.resolve("a.jwk"), theirs.toJSONString());
    keys.load(partner("a.jwk"));
    assertThat(keys.theirs("cn", theirs.getKeyID())).isEmpty();
  }

  @Test
  void aKeyThatCannotBeReadIsNotReplaced() throws Exception {
    Path own = folder.resolve("keys/signing.jwk");
    Files.createDirectories(own.getParent());
    Files.writeString(own, "not a key");
    keys.load(partner());
    assertThatThrownBy(() -> keys.own("cn")).isInstanceOf(IllegalStateException.class);
    assertThat(Files.readString(own)).isEqualTo("not a key");
  }

  @Test
  void aKeyInUseOutlivesAFileThatBreaks() throws Exception {
    keys.load(partner());
    ECKey key = keys.own("cn");
    Files.writeString(folder.resolve("keys/signing.jwk"), "not a key");
    keys.load(partner());
    assertThat(keys.own("cn")).isEqualTo(key);
  }

  @Test
  void aKeyInUseOutlivesItsFile() throws Exception {
    keys.load(partner());
    ECKey key = keys.own("cn");
    Path file = folder.resolve("keys/signing.jwk");
    Files.delete(file);
    keys.load(partner("a.jwk"));
    assertThat(keys.own("cn")).isEqualTo(key);
    assertThat(file).as("no key was made that nobody has agreed on").doesNotExist();
    Files.writeString(file, key.toJSONString());
    keys.load(partner());
    assertThat(keys.own("cn")).isEqualTo(key);
  }

  @Test
  void aKeyInUseOutlivesAnotherFileWithoutOne() throws Exception {
    keys.load(partner());
    ECKey key = keys.own("cn");
    keys.load(signing("keys/signing.public.jwk"));
    assertThat(keys.own("cn")).as("it holds the public half alone").isEqualTo(key);
    keys.load(signing("keys/typo.jwk"));
    assertThat(keys.own("cn")).isEqualTo(key);
    assertThat(folder.resolve("keys/typo.jwk"))
        .as("no key was made that nobody has agreed on")
        .doesNotExist();
    KeyFiles.create(folder.resolve("keys/next.jwk"));
    keys.load(signing("keys/next.jwk"));
    assertThat(keys.own("cn")).isNotEqualTo(key);
  }

  @Test
  void anotherKeyIsConfiguredOnceItsFileIsThere() throws Exception {
    keys.load(partner());
    Files.writeString(folder.resolve("keys/empty.jwk"), "");
    assertThat(refused(partner(), signing("keys/signing.public.jwk")))
        .containsExactly(
            "partners.cn.signingKey: found %s without one, expected our private key (JWK, P-256) in it"
                .formatted(folder.resolve("keys/signing.public.jwk")));
    assertThat(refused(partner(), signing("keys/empty.jwk"))).hasSize(1);
    assertThat(refused(partner(), signing("keys/typo.jwk")))
        .containsExactly(
            "partners.cn.signingKey: found no file %s, expected one with a key that the partner has the public half of"
                .formatted(folder.resolve("keys/typo.jwk")));
    assertThat(refused(Map.of(), signing("keys/made.jwk"))).as("a partner that is new").isEmpty();
    assertThat(refused(Map.of(), signing("keys/empty.jwk"))).hasSize(1);
    KeyFiles.create(folder.resolve("keys/next.jwk"));
    assertThat(refused(partner(), signing("keys/next.jwk"))).isEmpty();
    Files.delete(folder.resolve("keys/signing.jwk"));
    assertThat(refused(partner(), partner("a.jwk"))).as("it is in use").isEmpty();
  }

  private static List<String> refused(
      Map<String, PartnerConfig> before, Map<String, PartnerConfig> after) {
    return new SigningKeyGuard()
        .refuses(config(before), config(after)).stream().map(ConfigProblem::toString).toList();
  }

  private static GateConfig config(Map<String, PartnerConfig> partners) {
    GateConfig.Gate gate =
        new GateConfig.Gate(
            "vn", "vn", List.of(), "", "", GateConfig.State.OPERATING, ZoneOffset.UTC);
    return new GateConfig(
        gate, List.of(), partners, Map.of(), Optional.empty(), Map.of(), "digest");
  }

  @Test
  void aPublicKeyDoesNotSign() throws Exception {
    ECKey other = theirKey("a.jwk");
    Path own = folder.resolve("keys/signing.jwk");
    Files.createDirectories(own.getParent());
    Files.writeString(own, other.toPublicJWK().toJSONString());
    keys.load(partner());
    assertThatThrownBy(() -> keys.own("cn")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aPartnerThatIsNoLongerConfiguredHasNoKeys() {
    keys.load(partner());
    keys.load(Map.of());
    assertThatThrownBy(() -> keys.own("cn")).isInstanceOf(IllegalStateException.class);
  }
}
