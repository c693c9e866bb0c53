package org.amitygate.world;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.amitygate.world.device.CameraSettings;
import org.amitygate.world.outside.GuardPost;
import org.amitygate.world.plan.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The file world.json; README.md describes it. Unknown fields are refused.
 *
 * @param lanes how many lanes trucks use: L1 to this
 * @param kill whether the servers are killed in this run, which brings the barrier's power cut
 * @param specials labels of the kinds of trucks that come beside ordinary ones; null means all that
 *     {@code kill} allows
 * @param faults whether the lines between the gates are harmed and healed again and again
 * @param pace how many times as fast as usual people and trucks are; 0 means 1
 * @param arrivalMillis mean time between two arrivals at one lane, at pace 1; 0 means 12,000
 * @param patienceSeconds how long a truck waits at a stop line without a lamp; 0 means 180
 * @param closesAfterSeconds when the trucks that still queue are sent away; 0: never
 * @param ledger the file of the ledger
 */
public record WorldConfig(
    long seed,
    int trucks,
    int lanes,
    boolean kill,
    @Nullable List<String> specials,
    boolean faults,
    double pace,
    long arrivalMillis,
    int patienceSeconds,
    int closesAfterSeconds,
    String ledger,
    List<Gate> gates,
    List<Proxy> partnerProxies) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /**
   * One gate.
   *
   * @param role export or import
   * @param customsPort where this gate POSTs its queries to
   * @param zoneOffset of its cameras' clocks, for example +07:00
   */
  public record Gate(
      String id,
      String role,
      String declarationsUrl,
      int customsPort,
      String customsAnswerUrl,
      String zoneOffset,
      @Nullable Ssh ssh,
      Map<String, LanePorts> lanes) {}

  /** The gate's shell; only the export gate's is used. */
  public record Ssh(String host, int port, List<GuardPost.Account> accounts) {}

  /**
   * The ports of one lane of one gate. The import gate has no weighbridge and need not have an exit
   * camera.
   */
  public record LanePorts(
      int ioPort,
      int weighbridgePort,
      @Nullable CameraSettings entryCamera,
      @Nullable CameraSettings exitCamera) {}

  /**
   * The line by which one gate calls the other.
   *
   * @param from id of the gate that calls
   * @param listen host:port it calls
   * @param target host:port of the gate that is called
   */
  public record Proxy(String name, String from, String listen, String target) {}

  /** Puts in what is left out. */
  public WorldConfig {
    pace = pace <= 0 ? 1 : pace;
    arrivalMillis = arrivalMillis <= 0 ? 12_000 : arrivalMillis;
    patienceSeconds = patienceSeconds <= 0 ? 180 : patienceSeconds;
    gates = gates == null ? List.of() : List.copyOf(gates);
    partnerProxies = partnerProxies == null ? List.of() : List.copyOf(partnerProxies);
  }

  /**
   * The kinds of trucks that come beside ordinary ones.
   *
   * @throws IllegalArgumentException if {@code specials} names what is not one of them in such a
   *     run
   */
  List<Kind> kinds() {
    if (specials == null) {
      return Kind.specials(kill);
    }
    List<Kind> kinds = specials.stream().map(Kind::labelled).toList();
    for (Kind kind : kinds) {
      if (!Kind.specials(kill).contains(kind)) {
        throw new IllegalArgumentException("specials: " + kind.label() + " is none in this run");
      }
    }
    return kinds;
  }

  /** Reads a file. */
  public static WorldConfig read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), WorldConfig.class);
  }

  /**
   * The gate with a role.
   *
   * @throws IllegalArgumentException if there is not exactly one
   */
  public Gate gate(String role) {
    List<Gate> found = gates.stream().filter(gate -> gate.role().equals(role)).toList();
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          "gates: exactly one with role " + role + " is needed, not " + found.size());
    }
    return found.get(0);
  }

  /**
   * The ports of a lane.
   *
   * @throws IllegalArgumentException if the gate has no such lane
   */
  static LanePorts ports(Gate gate, String lane) {
    LanePorts ports = gate.lanes().get(lane);
    if (ports == null) {
      throw new IllegalArgumentException("gate " + gate.id() + " has no lane " + lane);
    }
    return ports;
  }
}
