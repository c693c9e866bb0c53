package org.amitygate.links;

import java.time.Duration;
import java.util.Optional;
import org.amitygate.config.LinkConfig;
import org.amitygate.device.Durations;

/**
 * The options of a link that connects outwards.
 *
 * @param connectTimeout option {@code connectTimeout}, 5 s if not given
 * @param readIdle option {@code readIdle}: silence after which the link cuts the connection; empty:
 *     never
 */
record Options(Duration connectTimeout, Optional<Duration> readIdle, String user, String password) {

  /**
   * @throws IllegalArgumentException a duration has another form
   */
  static Options of(LinkConfig config) {
    return new Options(
        duration(config, "connectTimeout").orElse(Duration.ofSeconds(5)),
        duration(config, "readIdle"),
        config.options().getOrDefault("user", ""),
        config.options().getOrDefault("password", ""));
  }

  private static Optional<Duration> duration(LinkConfig config, String name) {
    return Optional.ofNullable(config.options().get(name)).map(Durations::parse);
  }

  @Override
  public String toString() {
    return "Options[connectTimeout="
        + connectTimeout
        + ", readIdle="
        + readIdle
        + ", user="
        + user
        + "]";
  }
}
