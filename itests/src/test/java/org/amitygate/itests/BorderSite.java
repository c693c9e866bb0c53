package org.amitygate.itests;

import static org.ops4j.pax.exam.CoreOptions.systemTimeout;
import static org.ops4j.pax.exam.CoreOptions.vmOptions;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.replaceConfigurationFile;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.amitygate.demo.run.Children;
import org.amitygate.demo.run.GateProcess;
import org.amitygate.demo.run.WorldProcess;
import org.amitygate.demo.site.GatePlan;
import org.amitygate.demo.site.Ports;
import org.amitygate.demo.site.Site;
import org.ops4j.pax.exam.Option;

/**
 * The site on which {@link BorderRunner} runs its tests, as the demo makes it, once in a run of the
 * tests. A {@link Cable} lies between the export gate and each of its barrier controllers and
 * scales, and between the traders and the gate; there is one more account that may only look.
 */
final class BorderSite {

  private static final long SEED = 17_784;

  /** More than come while the tests last, on a slow machine too. */
  private static final int TRUCKS = 200;

  private static final int LANES = 2;

  /** Slower than a lane lets them pass, so that they come until the last test. */
  private static final int ARRIVAL_MILLIS = 16_000;

  /** Kinds of trucks that need nobody's help and leave the devices alone. */
  private static final List<String> SPECIALS =
      List.of("stalls", "repeated-read", "ghost-read", "next-plate");

  private static final int SERVICES_WITHIN_MILLIS = 300_000;
  private static final int PORTS_FROM = 12_000;
  private static final int PORTS = 6_000;

  private static BorderSite made;

  private final Site site;
  private final Ports ports;

  /**
   * @param ports kept for this site until its neighbours are gone
   */
  private BorderSite(Site site, Ports ports) {
    this.site = site;
    this.ports = ports;
  }

  /** The one site; made when first asked for. */
  static synchronized BorderSite get() throws IOException {
    if (made == null) {
      Path folder = Path.of("target/border").toAbsolutePath();
      delete(folder);
      try {
        // With the patience of a run with kills: the machine may be slow.
        Ports ports = new Ports(new Random());
        made = new BorderSite(Site.make(folder, ports, SEED, TRUCKS, LANES, true, Map.of()), ports);
      } catch (GeneralSecurityException e) {
        throw new IOException(e);
      }
      made.arrange();
    }
    return made;
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
      }
    }
  }

  private void arrange() throws IOException {
    ObjectMapper json = new ObjectMapper();
    ObjectNode world = (ObjectNode) json.readTree(site.worldFile().toFile());
    world.put("kill", false).put("arrivalMillis", ARRIVAL_MILLIS);
    world.set("specials", json.valueToTree(SPECIALS));
    StringBuilder cables = new StringBuilder();
    layToDevices(cables);
    layToDeclarations((ObjectNode) world.path("gates").path(0), cables);
    Files.writeString(site.folder().resolve("cables.txt"), cables);
    json.writeValue(site.worldFile().toFile(), world);
    addViewer();
  }

  private void layToDevices(StringBuilder cables) throws IOException {
    Path file = site.exports().base().resolve("etc/gate.yaml");
    String yaml = Files.readString(file);
    for (GatePlan.Lane lane : site.exports().lanes()) {
      for (int port : new int[] {lane.io(), lane.scale()}) {
        String device = lane.id() + (port == lane.io() ? ".io" : ".weighbridge");
        int end = freePort();
        yaml = yaml.replaceAll("\\b" + port + "\\b", String.valueOf(end));
        cables.append(device).append(' ').append(end).append(' ').append(port).append('\n');
      }
    }
    Files.writeString(file, yaml);
  }

  /** Nobody drives in who is not declared: this one decides when the traffic begins. */
  private void layToDeclarations(ObjectNode gate, StringBuilder cables) throws IOException {
    int end = freePort();
    int port = site.exports().declarations();
    String url = gate.path("declarationsUrl").asText();
    gate.put("declarationsUrl", url.replace(":" + port + "/", ":" + end + "/"));
    cables.append("declarations ").append(end).append(' ').append(port).append('\n');
  }

  /** Below the range from which the machine takes ports for outgoing connections. */
  private static int freePort() throws IOException {
    Random random = new Random();
    while (true) {
      int port = PORTS_FROM + random.nextInt(PORTS);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
        return socket.getLocalPort();
      } catch (java.net.BindException e) {
        continue;
      }
    }
  }

  private void addViewer() throws IOException {
    Path base = site.exports().base();
    String password = UUID.randomUUID().toString();
    append(base.resolve("etc/users.properties"), "guest = " + password + ",_g_:viewer\n");
    append(
        base.resolve("accounts.txt"),
        "ssh -p " + site.exports().ssh() + " guest@127.0.0.1    " + password + "    viewer\n");
  }

  private static void append(Path file, String line) throws IOException {
    Files.writeString(file, line, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
  }

  /** How Pax Exam starts the export gate of this site. */
  Option[] exportGate() throws IOException {
    Path base = site.exports().base();
    return new Option[] {
      Server.assembly(site.exports().ssh(), base.resolve("store").toFile()),
      systemTimeout(SERVICES_WITHIN_MILLIS),
      replaceConfigurationFile(
          "etc/users.properties", base.resolve("etc/users.properties").toFile()),
      vmOptions(
          "-Dgate.base=" + base,
          "-Dgate.config=" + base.resolve("etc/gate.yaml"),
          "-Ditest.border=" + site.folder())
    };
  }

  /** What runs beside the export gate. */
  Neighbours neighbours() {
    return new Neighbours();
  }

  /** The import gate and the world, each a process. */
  final class Neighbours implements AutoCloseable {

    private final Children children = new Children();
    private final Thread atExit = new Thread(children::stop, "end-neighbours");

    /** Starts both; they wait for each other and for the export gate by themselves. */
    void start() throws IOException {
      Runtime.getRuntime().addShutdownHook(atExit);
      Path root = Path.of(System.getProperty("itest.root"));
      String java = System.getProperty("java.home");
      new GateProcess(site.imports(), root, java, children, Optional.empty(), false, false).start();
      WorldProcess.start(site, root, java, children);
    }

    /** Ends both: told to at first, killed when that does not help. */
    @Override
    public void close() throws IOException {
      children.stop();
      Runtime.getRuntime().removeShutdownHook(atExit);
      ports.close();
    }
  }
}
