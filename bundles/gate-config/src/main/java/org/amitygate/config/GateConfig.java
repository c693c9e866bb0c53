package org.amitygate.config;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The whole configuration, checked and resolved (templates filled in, secrets read).
 *
 * @param flowSettings settings of the flows by name, such as {@code customs.within}; flows use them
 *     as {@code {{customs.within}}} in endpoint URIs
 * @param digest SHA-256 of the file, hexadecimal; empty before a first good file
 * @param storage where the gate remembers; the place is fixed at start
 * @param archive what is done with old records
 */
public record GateConfig(
    Gate gate,
    List<LaneConfig> lanes,
    Map<String, PartnerConfig> partners,
    Map<String, AuthorityConfig> authorities,
    Optional<String> declarationsUri,
    Map<String, String> flowSettings,
    String digest,
    StorageConfig storage,
    ArchiveConfig archive) {

  /** With the usual storage; old records are left alone. */
  public GateConfig(
      Gate gate,
      List<LaneConfig> lanes,
      Map<String, PartnerConfig> partners,
      Map<String, AuthorityConfig> authorities,
      Optional<String> declarationsUri,
      Map<String, String> flowSettings,
      String digest) {
    this(
        gate,
        lanes,
        partners,
        authorities,
        declarationsUri,
        flowSettings,
        digest,
        StorageConfig.USUAL,
        ArchiveConfig.NONE);
  }

  /**
   * @param pair the gate pair's id, the same on both sides
   * @param route the route's id, such as {@code 1119-1120}
   * @param state life cycle of the pair; only OPERATING releases vehicles
   */
  public record Gate(
      String id,
      String name,
      List<String> aliases,
      String pair,
      String route,
      State state,
      ZoneId timeZone) {}

  /** Life cycle of a gate pair. */
  public enum State {
    PLANNED,
    PILOT,
    OPERATING,
    SUSPENDED,
    CLOSED,
    REOPENING
  }

  /** A gate without lanes: what is in force before a first good file. */
  public static GateConfig none() {
    Gate gate =
        new Gate(
            "unconfigured", "unconfigured", List.of(), "", "", State.PLANNED, ZoneId.of("UTC"));
    return new GateConfig(gate, List.of(), Map.of(), Map.of(), Optional.empty(), Map.of(), "");
  }

  /** Whether this was read from a file. */
  public boolean isKnown() {
    return !digest.isEmpty();
  }

  public Optional<LaneConfig> lane(String id) {
    return lanes.stream().filter(lane -> lane.id().equals(id)).findFirst();
  }
}
