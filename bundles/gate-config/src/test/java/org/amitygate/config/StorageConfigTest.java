package org.amitygate.config;

import static org.amitygate.config.ConfigLoaderTest.GOOD;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageConfigTest {

  private static final String PASSWORD = "p&ss w=rd%+#?ö";
  @TempDir Path folder;

  private final ConfigLoader loader =
      new ConfigLoader(Map.of("TLS_PASSWORD", "tls-secret", "DB_PASSWORD", PASSWORD)::get);

  @BeforeEach
  void secrets() throws Exception {
    Files.createDirectories(folder.resolve("keys"));
    Files.writeString(folder.resolve("keys/camera.password"), "camera-secret\n");
  }

  private ConfigLoader.Loaded load(String lines) throws ConfigException {
    String text = GOOD + lines;
    return loader.load(folder.resolve("gate.yaml"), text.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> problems(String line) {
    try {
      load(line);
      return List.of();
    } catch (ConfigException e) {
      return e.problems().stream().map(problem -> problem.where() + ": " + problem.what()).toList();
    }
  }

  @Test
  void withoutALineTheJournalIsInTheDataFolder() throws Exception {
    assertThat(load("").config().storage()).isEqualTo(StorageConfig.USUAL);
  }

  @Test
  void oneLineNamesTheDatabaseAndAnySecretFitsInIt() throws Exception {
    ConfigLoader.Loaded loaded =
        load("store: postgresql://db.example/gate?user=amity&password=${env:DB_PASSWORD}\n");
    PostgresConfig postgres = loaded.config().storage().postgres().orElseThrow();
    assertThat(postgres)
        .isEqualTo(
            new PostgresConfig("db.example", 5432, "gate", "public", "amity", PASSWORD, Map.of()));
    assertThat(postgres.toString()).doesNotContain(PASSWORD);
    assertThat(loaded.effective()).contains("${env:DB_PASSWORD}").doesNotContain(PASSWORD);
  }

  @Test
  void theLineTakesPortSchemaAndTls() throws Exception {
    String line =
        "store: postgresql://[::1]:5544/gate?user=amity&schema=north&sslmode=verify-full&sslrootcert=keys/ca.pem\n";
    PostgresConfig postgres = load(line).config().storage().postgres().orElseThrow();
    assertThat(postgres.place()).isEqualTo("PostgreSQL [::1]:5544/gate, schema north");
    assertThat(postgres.password()).isEmpty();
    assertThat(postgres.tls())
        .isEqualTo(
            Map.of(
                "sslmode", "verify-full", "sslrootcert", folder.resolve("keys/ca.pem").toString()));
  }

  @Test
  void refusesALineThatNamesNoDatabase() {
    String form = ", expected postgresql://HOST:5432/DATABASE?user=NAME&password=${file:keys/NAME}";
    assertThat(problems("store: postgresql://db.example?user=amity\n"))
        .containsExactly("store: found no database" + form);
    assertThat(problems("store: postgresql:///gate?user=amity\n"))
        .containsExactly("store: found no database" + form);
    assertThat(problems("store: postgresql://db.example/gate\n"))
        .containsExactly("store: found no user" + form);
    assertThat(problems("store: 'postgresql://db example/gate?user=amity'\n"))
        .containsExactly("store: found no URL" + form);
    assertThat(problems("store: mysql://db.example/gate\n"))
        .singleElement()
        .asString()
        .startsWith("store: found 'mysql://db.example/gate', expected a URL such as postgresql://");
  }

  @Test
  void refusesAPasswordThatIsWrittenOut() {
    assertThat(problems("store: postgresql://db/gate?user=amity&password=open\n"))
        .containsExactly(
            "store: found the password written out, expected password=${file:keys/NAME} or password=${env:NAME}");
    assertThat(problems("store: postgresql://amity:open@db/gate\n"))
        .containsExactly("store: found a user before the host, expected user=NAME after the ?");
  }

  @Test
  void refusesOptionsThatItDoesNotKnow() {
    assertThat(problems("store: postgresql://db/gate?user=amity&ssl=true\n"))
        .containsExactly(
            "store: found the option 'ssl', expected user, password, schema, sslmode, sslrootcert, sslcert or sslkey");
    assertThat(problems("store: postgresql://db/gate?user=amity&sslmode=on\n"))
        .containsExactly(
            "store: found sslmode 'on', expected one of disable, prefer, require, verify-ca, verify-full");
  }

  @Test
  void theQuotaOfEvidenceIsASize() throws Exception {
    assertThat(load("evidenceQuota: 500GB\n").config().storage().evidenceQuota())
        .hasValue(500_000_000_000L);
    assertThat(load("evidenceQuota: 2 TB\n").config().storage().evidenceQuota())
        .hasValue(2_000_000_000_000L);
    assertThat(load("evidenceQuota: 40MB\n").config().storage().evidenceQuota())
        .hasValue(40_000_000L);
    for (String bad : List.of("500", "500 KB", "0GB", "-1GB", "1.5TB")) {
      assertThat(problems("evidenceQuota: " + bad + "\n"))
          .as(bad)
          .singleElement()
          .asString()
          .contains("expected a size such as 500GB");
    }
  }
}
