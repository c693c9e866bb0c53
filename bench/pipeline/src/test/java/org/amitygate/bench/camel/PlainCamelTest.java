package org.amitygate.bench.camel;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainCamelTest {

  @TempDir Path folder;

  @Test
  void itsSqliteIsTunedAsOurs() throws Exception {
    String url = "jdbc:sqlite:" + folder.resolve("camel.db");
    try (HikariDataSource database = PlainCamel.database(url, "", false)) {
      assertThat(PlainCamel.durability(database, false))
          .isEqualTo(
              "SQLite journal_mode=wal, synchronous=2, wal_autocheckpoint=8192,"
                  + " cache_size=-16384, HikariCP with 1 connection(s)");
    }
  }
}
