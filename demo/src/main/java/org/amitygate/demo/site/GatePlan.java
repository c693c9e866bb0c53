package org.amitygate.demo.site;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One gate of the pair: who it is, where it lives, and its ports.
 *
 * @param role {@code export} or {@code import}; {@code both} of a gate whose partner is not here
 * @param zoneOffset of its cameras' clocks
 * @param base its folder
 * @param partner the other gate's id
 * @param ssh management shell
 * @param push what cameras push to
 * @param declarations where traders announce
 * @param customs where customs listens for this gate's questions
 * @param customsAnswers where this gate listens for answers
 * @param partnerIn where this gate listens for its partner
 * @param partnerOut what this gate calls to reach its partner: the world's line
 */
public record GatePlan(
    String id,
    String name,
    List<String> aliases,
    String role,
    String timeZone,
    String zoneOffset,
    Path base,
    String partner,
    int ssh,
    int push,
    int declarations,
    int customs,
    int customsAnswers,
    int partnerIn,
    int partnerOut,
    List<Lane> lanes) {

  /**
   * Ports of the devices of one lane; 0 where there is none.
   *
   * @param role {@code export} or {@code import}
   * @param camera of the entry camera's event stream; 0 when it pushes
   */
  public record Lane(String id, String role, int io, int scale, int camera) {
    boolean isExport() {
      return role.equals("export");
    }
  }

  static GatePlan exports(Path folder, int lanes, Ports ports) throws IOException {
    return plan(
        "huu-nghi",
        "Hữu Nghị",
        List.of("Huu Nghi", "友谊"),
        "export",
        "Asia/Ho_Chi_Minh",
        "+07:00",
        folder,
        "youyi-guan",
        Collections.nCopies(lanes, "export"),
        ports);
  }

  static GatePlan imports(Path folder, int lanes, Ports ports) throws IOException {
    return plan(
        "youyi-guan",
        "友谊关",
        List.of("Youyi Guan", "Hữu Nghị Quan"),
        "import",
        "Asia/Shanghai",
        "+08:00",
        folder,
        "huu-nghi",
        Collections.nCopies(lanes, "import"),
        ports);
  }

  /** The gate of Hữu Nghị alone, with as many lanes out as in. */
  static GatePlan lone(Path folder, int lanesEach, Ports ports) throws IOException {
    List<String> roles = new ArrayList<>(Collections.nCopies(lanesEach, "export"));
    roles.addAll(Collections.nCopies(lanesEach, "import"));
    return plan(
        "huu-nghi",
        "Hữu Nghị",
        List.of("Huu Nghi", "友谊"),
        "both",
        "Asia/Ho_Chi_Minh",
        "+07:00",
        folder,
        "youyi-guan",
        roles,
        ports);
  }

  private static GatePlan plan(
      String id,
      String name,
      List<String> aliases,
      String role,
      String timeZone,
      String zoneOffset,
      Path folder,
      String partner,
      List<String> roles,
      Ports ports)
      throws IOException {
    List<Lane> lanes = new ArrayList<>();
    for (int number = 1; number <= roles.size(); number++) {
      String laneRole = roles.get(number - 1);
      int scale = laneRole.equals("export") ? ports.next() : 0;
      int camera = number % 2 == 1 ? ports.next() : 0;
      lanes.add(new Lane("L" + number, laneRole, ports.next(), scale, camera));
    }
    return new GatePlan(
        id,
        name,
        aliases,
        role,
        timeZone,
        zoneOffset,
        folder.resolve(id),
        partner,
        ports.next(),
        ports.next(),
        ports.next(),
        ports.next(),
        ports.next(),
        ports.next(),
        ports.next(),
        List.copyOf(lanes));
  }

  boolean isExport() {
    return role.equals("export");
  }

  /** Its partner is somebody else's program. */
  boolean isAlone() {
    return role.equals("both");
  }

  /** Both gates may turn it: the last one that leads out of a gate alone. */
  boolean isTidal(Lane lane) {
    return isAlone()
        && lane.equals(
            lanes.stream().filter(Lane::isExport).reduce((before, last) -> last).orElse(null));
  }

  String declarationsUrl() {
    return "http://127.0.0.1:" + declarations + "/declarations";
  }

  String customsAnswerUrl() {
    return "http://127.0.0.1:" + customsAnswers + "/authorities/customs";
  }

  /** What the entry or exit camera of a lane pushes to. */
  String pushPath(String lane, String position) {
    return "127.0.0.1:" + push + "/" + lane + "/plate-camera." + position;
  }
}
