package org.amitygate.demo.lone;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.amitygate.demo.RunFolder;
import org.amitygate.demo.run.Children;
import org.amitygate.demo.run.GateProcess;
import org.amitygate.demo.run.WorldProcess;
import org.amitygate.demo.site.LoneSite;
import org.amitygate.demo.site.Ports;
import org.amitygate.demo.site.Site;
import org.jspecify.annotations.Nullable;

/**
 * One gate from the real assembly, with the simulated world for its lanes, whose partner is
 * somebody else's program.
 */
public final class LoneGate {
  private static final int WRONG_USE = 2;
  private static final int BROKEN = 3;
  private static final long LOOK_MILLIS = 500;
  private static final String USAGE =
      """
      usage: ./gate lone [--dir FOLDER] [-- COMMAND...]

        --dir FOLDER   an empty folder or none yet (run/lone, which is made anew)
        -- COMMAND     run with {profile} in it replaced by the file that the partner reads; then
                       everything is stopped, and its exit code is this one's

      Without a command it goes on until Ctrl-C. FOLDER/partner/profile.json says what the partner needs
      to know, and at which loopback port vehicles are made to come.
      """;

  private record Options(Path root, Path folder, List<String> command) {}

  private LoneGate() {}

  /** Exit codes: the command's; 2 wrong command line, 3 it could not be run. */
  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    if (List.of(args).contains("--help")) {
      out.print(USAGE);
      return;
    }
    @Nullable Options options = options(args);
    if (options == null) {
      out.print(USAGE);
      System.exit(WRONG_USE);
      return;
    }
    Children children = new Children();
    Runtime.getRuntime().addShutdownHook(new Thread(children::stop, "stop"));
    try {
      System.exit(run(options, children, out));
    } catch (IOException | GeneralSecurityException e) {
      out.println("lone: " + e.getMessage());
      System.exit(BROKEN);
    } catch (InterruptedException e) {
      System.exit(BROKEN);
    }
  }

  private static @Nullable Options options(String[] args) {
    Path root = Path.of("").toAbsolutePath();
    @Nullable Path folder = null;
    int at = 0;
    while (at < args.length && !args[at].equals("--")) {
      if (at + 1 == args.length) {
        return null;
      }
      Path value = Path.of(args[at + 1]).toAbsolutePath().normalize();
      switch (args[at]) {
        case "--root" -> root = value;
        case "--dir" -> folder = value;
        default -> {
          return null;
        }
      }
      at += 2;
    }
    List<String> command =
        at < args.length ? Arrays.asList(args).subList(at + 1, args.length) : List.of();
    return new Options(root, folder == null ? root.resolve("run/lone") : folder, command);
  }

  private static int run(Options options, Children children, PrintStream out)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path pid = options.folder.resolve("lone.pid");
    Optional<Long> other = RunFolder.running(pid);
    if (other.isPresent()) {
      throw new IOException(
          "a gate runs in %s already (process %d); stop it first"
              .formatted(options.folder, other.get()));
    }
    if (options.folder.equals(options.root.resolve("run/lone")) && Files.exists(options.folder)) {
      RunFolder.delete(options.folder);
    }
    String home = System.getenv("JAVA_HOME");
    String java = home == null || home.isBlank() ? System.getProperty("java.home") : home;
    try (Ports ports = new Ports(new SecureRandom())) {
      LoneSite site = LoneSite.make(options.folder, ports);
      GateProcess gate =
          new GateProcess(
              site.gate(), options.root, java, children, Optional.empty(), false, false);
      Site.pid(pid, ProcessHandle.current().pid());
      gate.start();
      WorldProcess world = WorldProcess.start(site, options.root, java, children);
      gate.awaitReady();
      out.println("lone: gate " + gate.id() + " is at work; its partner reads " + site.profile());
      if (!options.command.isEmpty()) {
        return command(options.command, site);
      }
      boolean ended = false;
      while (world.alive() && !ended) {
        ended = gate.endsWithin(LOOK_MILLIS);
      }
      throw new IOException("ended by itself, see " + options.folder);
    }
  }

  private static int command(List<String> command, LoneSite site)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>();
    command.forEach(word -> words.add(word.replace("{profile}", site.profile().toString())));
    return new ProcessBuilder(words).inheritIO().start().waitFor();
  }
}
