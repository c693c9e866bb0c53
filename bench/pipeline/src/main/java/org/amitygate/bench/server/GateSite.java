package org.amitygate.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The folders that this server runs from: the real assembly, with the benchmark's plug-ins in the
 * place of those that came with it and one bundle more, and a base with the gate's one
 * configuration file.
 */
public final class GateSite {

  /**
   * What runs in the server beside what belongs to it.
   *
   * @param plugins folders of modules of plug-ins, in the place of those that came with it
   * @param bundles modules of bundles, by the names of their jars
   */
  public record Parts(List<String> plugins, Map<String, String> bundles) {}

  /** Nobody is there. */
  private static final String PARTNER =
      """
      partners:
        other:
          profile: amity-1
          send: netty-http:http://127.0.0.1:%d/nobody
          receive: netty-http:http://127.0.0.1:%d/amity
          signingKey: keys/bench.jwk
          partnerKeys: [keys/other.public.jwk]
      """;

  static final String ACCOUNT = "bench";
  static final String PASSWORD = "bench-shell-7391";

  private final Path installation;
  private final Path base;

  private GateSite(Path installation, Path base) {
    this.installation = installation;
    this.base = base;
  }

  /**
   * The folders of a gate.
   *
   * @param root the checkout, built
   * @param yaml its configuration, whose lanes have the partner {@code other}
   */
  public static GateSite make(Path root, Path folder, Parts parts, String yaml) throws IOException {
    GateSite site = new GateSite(folder.resolve("installation"), folder.resolve("base"));
    site.install(root, parts);
    Path etc = Files.createDirectories(site.base.resolve("etc"));
    int port = Processes.freePort();
    Files.writeString(etc.resolve("gate.yaml"), yaml + PARTNER.formatted(port, port));
    return site;
  }

  /** The same Karaf with none of this server's bundles, and bundles of these modules. */
  public static GateSite stock(Path root, Path folder, Map<String, String> bundles)
      throws IOException {
    GateSite site = new GateSite(folder.resolve("installation"), folder.resolve("base"));
    site.install(root, new Parts(List.of(), bundles));
    Path boot = site.installation.resolve("etc/org.apache.karaf.features.cfg");
    Files.writeString(
        boot,
        Files.readString(boot)
            .replaceAll(",\\s*\\\\\\s+mvn:org\\.amitygate/features/[^,\\s]+", "")
            .replaceAll("amity-gate/[^,\\s]+,", ""));
    Files.createDirectories(site.base.resolve("etc"));
    return site;
  }

  private void install(Path root, Parts parts) throws IOException {
    Path assembly = root.resolve("karaf-assembly/target/assembly");
    if (!Files.isDirectory(assembly.resolve("system"))) {
      throw new IOException(assembly + " is not there; build it with ./gate");
    }
    Files.createDirectories(installation);
    for (String part : List.of("lib", "system")) {
      Files.createSymbolicLink(installation.resolve(part), assembly.resolve(part));
    }
    copy(assembly.resolve("bin"), installation.resolve("bin"));
    copy(assembly.resolve("etc"), installation.resolve("etc"));
    Path plugins = Files.createDirectories(installation.resolve("plugins"));
    for (String plugin : parts.plugins()) {
      String name = plugin.substring(plugin.lastIndexOf('/') + 1);
      Files.copy(jar(root, plugin, name), plugins.resolve(name + ".jar"));
    }
    List<Path> bundles = new ArrayList<>();
    for (Map.Entry<String, String> bundle : parts.bundles().entrySet()) {
      bundles.add(jar(root, "bench/" + bundle.getKey(), bundle.getValue()));
    }
    addBundles(bundles);
  }

  /** The jar of a module that was built. */
  public static Path jar(Path root, String module, String name) throws IOException {
    Path jar = root.resolve(module).resolve("target").resolve(name + "-1.0.0.jar");
    if (!Files.isRegularFile(jar)) {
      throw new IOException(jar + " is not there; build it with ./gate");
    }
    return jar;
  }

  private void addBundles(List<Path> jars) throws IOException {
    String bundles =
        jars.stream()
            .map(jar -> "    <bundle start-level=\"80\">" + jar.toUri() + "</bundle>")
            .collect(Collectors.joining("\n"));
    Path features = installation.resolve("etc/bench-features.xml");
    Files.writeString(
        features,
        """
        <features xmlns="http://karaf.apache.org/xmlns/features/v1.6.0" name="bench">
          <feature name="bench" version="1.0.0">
        %s
          </feature>
        </features>
        """
            .formatted(bundles));
    Path boot = installation.resolve("etc/org.apache.karaf.features.cfg");
    String text =
        Files.readString(boot)
            .replaceFirst(
                "(?m)^featuresRepositories *= *",
                "featuresRepositories = " + features.toUri() + ", ")
            .replaceFirst("(?m)^featuresBoot *= *", "featuresBoot = bench/1.0.0, ");
    Files.writeString(boot, text);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Path target = to.resolve(from.relativize(each).toString());
        if (Files.isDirectory(each)) {
          Files.createDirectories(target);
        } else {
          Files.copy(each, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }

  /**
   * Makes the one account that can log in.
   *
   * @param groups as Karaf takes them, such as {@code _g_:integrator}
   */
  public void account(String groups) throws IOException {
    Files.writeString(
        base.resolve("etc/users.properties"), ACCOUNT + " = " + PASSWORD + "," + groups + "\n");
  }

  /** The gate's own folder. */
  public Path base() {
    return base;
  }

  /** Its journal in SQLite. */
  public Path journal() {
    return base.resolve("store/journal.db");
  }

  /** Where it logs. */
  public Path log() {
    return base.resolve("log/gate.log");
  }

  /** Starts the server; the script becomes it. */
  List<String> command() {
    return List.of(installation.resolve("bin/amity-gate").toString(), base.toString());
  }
}
