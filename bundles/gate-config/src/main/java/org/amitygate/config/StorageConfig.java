package org.amitygate.config;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where the gate remembers, and how much of it.
 *
 * @param postgres the database of the journal; empty: SQLite in the data folder
 * @param evidenceQuota bytes of pictures and raw messages that are kept; empty: as much as the disk
 *     takes
 */
public record StorageConfig(Optional<PostgresConfig> postgres, OptionalLong evidenceQuota) {

  /** SQLite in the data folder, without a quota. */
  public static final StorageConfig USUAL =
      new StorageConfig(Optional.empty(), OptionalLong.empty());

  /** Whether the journal of both is the same one, whoever logs in and how. */
  boolean samePlace(StorageConfig other) {
    return postgres.map(PostgresConfig::place).equals(other.postgres.map(PostgresConfig::place));
  }
}
