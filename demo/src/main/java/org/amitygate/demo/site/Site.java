package org.amitygate.demo.site;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The folder of one run, made anew: two gates' bases with configuration, keys and accounts, and the
 * world's file. Every secret in it is random and readable by its owner alone.
 *
 * @param worldFile what the world reads
 * @param ledger what the world writes
 */
public record Site(
    Path folder, GatePlan exports, GatePlan imports, Path worldFile, Path ledger, int lanes) {

  static final String CAMERA_USER = "gate";

  private static final double PACE = 2;
  private static final int PATIENCE = 300;
  private static final int PATIENCE_WHEN_KILLED = 900;

  /** Ids of the gates of the pair. */
  public static final List<String> GATES = List.of("huu-nghi", "youyi-guan");

  /** An account of a gate. */
  public record Account(String name, String password, List<String> roles) {
    /** Works beside the lanes, and so in the world. */
    boolean atTheLanes() {
      return roles.contains("border-guard") || roles.contains("customs");
    }
  }

  /**
   * What is going to happen.
   *
   * @param patient the gates are going to be killed
   * @param faults the link between the gates is going to be harmed
   * @param betweenMillis mean time between two trucks of a lane; 0: as the world likes
   * @param minutes when the trucks that still queue are sent away; 0: never
   */
  public record Traffic(
      long seed,
      int trucks,
      int lanes,
      boolean patient,
      boolean faults,
      int betweenMillis,
      int minutes) {}

  /** Makes everything for a run in which nothing happens to the link between the gates. */
  public static Site make(
      Path folder,
      Ports ports,
      long seed,
      int trucks,
      int lanes,
      boolean kill,
      Map<String, String> stores)
      throws IOException, GeneralSecurityException {
    return make(folder, ports, new Traffic(seed, trucks, lanes, kill, false, 0, 0), stores);
  }

  /**
   * Makes everything. The folder must not exist or be empty.
   *
   * @param stores where the journal of a gate is, by its id; none: SQLite in its folder
   */
  public static Site make(Path folder, Ports ports, Traffic traffic, Map<String, String> stores)
      throws IOException, GeneralSecurityException {
    int lanes = traffic.lanes();
    SecureRandom random = new SecureRandom();
    Files.createDirectories(folder);
    GatePlan exports = GatePlan.exports(folder, lanes, ports);
    GatePlan imports = GatePlan.imports(folder, lanes, ports);
    Site site =
        new Site(
            folder,
            exports,
            imports,
            folder.resolve("world.json"),
            folder.resolve("world.jsonl"),
            lanes);
    site.keys(random);
    String camera = SecretFiles.password(random);
    List<Account> guards = List.of();
    for (GatePlan gate : site.gates()) {
      Path etc = gate.base().resolve("etc");
      SecretFiles.write(
          etc.resolve("gate.yaml"),
          GateYaml.of(gate, traffic.patient(), Optional.ofNullable(stores.get(gate.id()))));
      SecretFiles.write(etc.resolve("keys/camera.password"), camera + "\n");
      List<Account> accounts = accounts(random);
      SecretFiles.write(etc.resolve("users.properties"), users(accounts));
      SecretFiles.write(gate.base().resolve("accounts.txt"), readable(accounts, gate.ssh()));
      guards = gate.isExport() ? accounts : guards;
    }
    Map<String, Object> world = site.world(traffic, camera, guards);
    String json = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(world);
    SecretFiles.write(site.worldFile, json);
    return site;
  }

  public List<GatePlan> gates() {
    return List.of(exports, imports);
  }

  private void keys(SecureRandom random) throws GeneralSecurityException, IOException {
    Map<String, TlsAuthority> authorities = new LinkedHashMap<>();
    Map<String, SigningKey> signing = new LinkedHashMap<>();
    for (GatePlan gate : gates()) {
      authorities.put(gate.id(), new TlsAuthority(gate.id(), random));
      signing.put(gate.id(), SigningKey.random(random));
    }
    for (GatePlan gate : gates()) {
      Path keys = gate.base().resolve("etc/keys");
      String password = SecretFiles.password(random);
      SecretFiles.write(keys.resolve("tls.password"), password + "\n");
      SecretFiles.write(
          keys.resolve("tls.p12"),
          find(authorities, gate.id()).keyStore(gate.id(), password.toCharArray()));
      SecretFiles.write(
          keys.resolve(gate.partner() + "-ca.p12"),
          find(authorities, gate.partner()).trustStore(password.toCharArray()));
      SecretFiles.write(keys.resolve(gate.id() + ".jwk"), find(signing, gate.id()).privateJwk());
      SecretFiles.write(
          keys.resolve(gate.partner() + ".public.jwk"), find(signing, gate.partner()).publicJwk());
    }
  }

  private static <T> T find(Map<String, T> map, String id) {
    T found = map.get(id);
    if (found == null) {
      throw new IllegalStateException("nothing for gate " + id);
    }
    return found;
  }

  /**
   * Someone who may log in to a gate, as its {@code accounts.txt} says: the gate keeps the digests
   * of passwords only.
   *
   * @throws IOException nobody there has the role
   */
  public static Account account(GatePlan gate, String role) throws IOException {
    Path file = gate.base().resolve("accounts.txt");
    for (String line : Files.readAllLines(file)) {
      String[] columns = line.split(" {4}");
      if (columns.length == 3 && List.of(columns[2].split(", ")).contains(role)) {
        String name = columns[0].replaceAll("^ssh -p \\d+ (\\w+)@.*$", "$1");
        return new Account(name, columns[1], List.of(columns[2].split(", ")));
      }
    }
    throw new IOException(file + ": nobody has the role " + role);
  }

  /** Two who may do everything at the barrier, two operators, and customs. */
  static List<Account> accounts(SecureRandom random) {
    List<Account> accounts = new ArrayList<>();
    Map<String, List<String>> people = new LinkedHashMap<>();
    people.put("hoa", List.of("border-guard", "operator"));
    people.put("minh", List.of("border-guard", "operator"));
    people.put("lan", List.of("operator"));
    people.put("tuan", List.of("operator"));
    people.put("customs", List.of("customs"));
    people.put("chief", List.of("supervisor", "integrator"));
    people.forEach(
        (name, roles) -> accounts.add(new Account(name, SecretFiles.password(random), roles)));
    return accounts;
  }

  /** As Karaf's realm reads it; the gate itself adds what the groups may do. */
  static String users(List<Account> accounts) {
    StringBuilder text = new StringBuilder("# Made by ./gate demo.\n");
    for (Account account : accounts) {
      text.append(account.name).append(" = ").append(account.password);
      account.roles.forEach(role -> text.append(",_g_:").append(role));
      text.append('\n');
    }
    return text.toString();
  }

  static String readable(List<Account> accounts, int port) {
    StringBuilder text = new StringBuilder("Accounts of this gate's shell, for this run only.\n\n");
    for (Account account : accounts) {
      text.append("ssh -p ").append(port).append(' ').append(account.name).append("@127.0.0.1    ");
      text.append(account.password).append("    ").append(String.join(", ", account.roles));
      text.append('\n');
    }
    return text.toString();
  }

  private Map<String, Object> world(Traffic traffic, String camera, List<Account> guards) {
    Map<String, Object> world = new LinkedHashMap<>();
    world.put("seed", traffic.seed());
    world.put("trucks", traffic.trucks());
    world.put("lanes", lanes);
    world.put("kill", traffic.patient());
    world.put("faults", traffic.faults());
    world.put("pace", PACE);
    world.put("arrivalMillis", Math.round(traffic.betweenMillis() * PACE));
    world.put("closesAfterSeconds", 60 * traffic.minutes());
    world.put("patienceSeconds", traffic.patient() ? PATIENCE_WHEN_KILLED : PATIENCE);
    world.put("ledger", ledger.toString());
    List<Map<String, Object>> gates = new ArrayList<>();
    for (GatePlan gate : gates()) {
      gates.add(worldGate(gate, camera, gate.isExport() ? guards : List.of()));
    }
    world.put("gates", gates);
    world.put("partnerProxies", List.of(line(exports, imports), line(imports, exports)));
    return world;
  }

  private static Map<String, Object> line(GatePlan from, GatePlan to) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("name", from.id() + "-to-" + to.id());
    line.put("from", from.id());
    line.put("listen", "127.0.0.1:" + from.partnerOut());
    line.put("target", "127.0.0.1:" + to.partnerIn());
    return line;
  }

  static Map<String, Object> worldGate(GatePlan gate, String camera, List<Account> guards) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("id", gate.id());
    map.put("role", gate.role());
    map.put("zoneOffset", gate.zoneOffset());
    map.put("declarationsUrl", gate.declarationsUrl());
    map.put("customsPort", gate.customs());
    map.put("customsAnswerUrl", gate.customsAnswerUrl());
    if (!guards.isEmpty()) {
      List<Map<String, Object>> accounts = new ArrayList<>();
      for (Account guard : guards) {
        if (guard.atTheLanes()) {
          Map<String, Object> account = new LinkedHashMap<>();
          account.put("name", guard.name);
          account.put("password", guard.password);
          account.put("role", guard.roles.get(0));
          accounts.add(account);
        }
      }
      Map<String, Object> ssh = new LinkedHashMap<>();
      ssh.put("host", "127.0.0.1");
      ssh.put("port", gate.ssh());
      ssh.put("accounts", accounts);
      map.put("ssh", ssh);
    }
    Map<String, Object> lanes = new LinkedHashMap<>();
    for (GatePlan.Lane lane : gate.lanes()) {
      lanes.put(lane.id(), worldLane(gate, lane, camera));
    }
    map.put("lanes", lanes);
    return map;
  }

  private static Map<String, Object> worldLane(GatePlan gate, GatePlan.Lane lane, String camera) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("ioPort", lane.io());
    Map<String, Object> entry = push(gate, lane, "entry");
    if (lane.camera() > 0) {
      entry = new LinkedHashMap<>();
      entry.put("mode", "pull");
      entry.put("port", lane.camera());
      entry.put("user", CAMERA_USER);
      entry.put("password", camera);
    }
    map.put("entryCamera", entry);
    if (lane.isExport()) {
      map.put("weighbridgePort", lane.scale());
      map.put("exitCamera", push(gate, lane, "exit"));
    }
    return map;
  }

  private static Map<String, Object> push(GatePlan gate, GatePlan.Lane lane, String position) {
    Map<String, Object> push = new LinkedHashMap<>();
    push.put("mode", "push");
    push.put("pushUrl", "http://" + gate.pushPath(lane.id(), position));
    return push;
  }

  /** A process id in a file of its own. */
  public static void pid(Path file, long pid) throws IOException {
    Files.writeString(file, pid + "\n", StandardCharsets.US_ASCII);
  }
}
