package org.amitygate.config;

import java.time.Duration;
import java.util.Optional;

/**
 * What is done with old records.
 *
 * @param sealKey file with the private key that signs the daily seals (JWK); empty: none is made
 * @param personal how long personal values are kept, in whole days, after the last thing that
 *     happened to an ended crossing; empty: for ever
 * @param evidence how long evidence files are kept, in whole days; empty: for ever
 */
public record ArchiveConfig(
    String sealKey, Optional<Duration> personal, Optional<Duration> evidence) {

  /** Nothing is sealed and nothing is forgotten. */
  public static final ArchiveConfig NONE =
      new ArchiveConfig("", Optional.empty(), Optional.empty());
}
