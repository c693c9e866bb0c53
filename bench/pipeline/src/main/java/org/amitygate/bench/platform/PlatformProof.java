package org.amitygate.bench.platform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.amitygate.bench.server.GateShell;
import org.amitygate.bench.server.Processes;
import org.amitygate.bench.server.RunFolder;

/**
 * Updates the platform of both gates of a demo while trucks pass, and of one of them to a platform
 * that does not come up. The demo's own report judges whether anything was lost.
 */
public final class PlatformProof {

  private static final String HELP =
      """
      usage: ./gate prove platform [OPTIONS]

        --trucks 40       of the demo
        --json FILE       writes the pauses of the lanes

      Ends with 1 if an update did not come to its end, one that should fail did not,
      or the demo found that something was lost, done twice or opened by mistake.
      """;

  private static final String NEXT = "1.0.1";
  private static final String LATER = "1.0.2";
  private static final String BROKEN = "1.0.3";
  private static final List<String> GATES = List.of("huu-nghi", "youyi-guan");
  private static final Duration WITHIN = Duration.ofMinutes(5);
  private static final Duration AGAIN = Duration.ofMillis(500);

  /** A port and a password, as the demo writes them down. */
  private static final Pattern LOGIN = Pattern.compile("(?m)^ssh -p (\\d+) chief@\\S+ +(\\S+) ");

  private static final Pattern ANSWER = Pattern.compile("(?m)^(OK|REFUSED|Error) .*(?=\n)");

  /** A document with what follows it, up to the next prompt. */
  private static final Pattern DOCUMENT =
      Pattern.compile("(?s)(\\{.*\\n\\}|REFUSED .*?)\\s*\\n.*@");

  private static final Pattern LANES = Pattern.compile("(?s)(\\[.*\\n?\\]|REFUSED .*?)\\s*\\n.*@");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Processes processes = new Processes();
  private final ArrayNode updates = JSON.createArrayNode();
  private final Path root;
  private final Path folder;

  private PlatformProof(Path root) {
    this.root = root;
    this.folder = root.resolve("run/platform");
  }

  public static void main(String[] args) throws Exception {
    Path root = Path.of(".").toAbsolutePath();
    int trucks = 40;
    Optional<Path> json = Optional.empty();
    for (int i = 0; i < args.length; i += 2) {
      String value = i + 1 < args.length ? args[i + 1] : "";
      if (args[i].equals("--root")) {
        root = Path.of(value).toAbsolutePath().normalize();
      } else if (args[i].equals("--trucks") && value.matches("[1-9]\\d{0,3}")) {
        trucks = Integer.parseInt(value);
      } else if (args[i].equals("--json") && !value.isEmpty()) {
        json = Optional.of(Path.of(value).toAbsolutePath());
      } else {
        System.err.println(args[i] + " is unknown or needs another value\n\n" + HELP);
        System.exit(2);
      }
    }
    PlatformProof proof = new PlatformProof(root.toRealPath());
    Runtime.getRuntime().addShutdownHook(new Thread(proof.processes::close));
    boolean good;
    try {
      good = proof.run(trucks, json);
    } finally {
      proof.processes.close();
    }
    System.exit(good ? 0 : 1);
  }

  private boolean run(int trucks, Optional<Path> json) throws IOException, InterruptedException {
    RunFolder.begin(folder);
    Path built = root.resolve("karaf-assembly/target/assembly");
    Path next = NextAssembly.make(built, folder.resolve("amity-gate-" + NEXT), NEXT);
    Path archive = pack(NextAssembly.make(built, folder.resolve("amity-gate-" + LATER), LATER));
    Path broken = NextAssembly.make(built, folder.resolve("amity-gate-" + BROKEN), BROKEN);
    for (Path jar :
        Files.newDirectoryStream(broken.resolve("lib/boot"), "org.apache.karaf.main*")) {
      Files.delete(jar);
    }
    Path accounts = root.resolve("run/demo").resolve(GATES.get(0)).resolve("accounts.txt");
    Files.deleteIfExists(accounts);
    Process demo = demo(trucks);
    awaitTraffic(GATES.get(0), demo);
    boolean good = updated(GATES.get(0), next, NEXT);
    awaitTraffic(GATES.get(1), demo);
    good &= updated(GATES.get(1), archive, LATER);
    awaitTraffic(GATES.get(0), demo);
    good &= takenBack(GATES.get(0), broken, BROKEN);
    int status = demo.waitFor();
    String verdict = lastLine(folder.resolve("demo.log"));
    System.out.printf("the demo ended with %d: %s%n", status, verdict);
    ObjectNode report = JSON.createObjectNode();
    report
        .putObject("platform")
        .put("trucks", trucks)
        .put("demoStatus", status)
        .put("demo", verdict)
        .set("updates", updates);
    if (json.isPresent()) {
      Files.writeString(json.get(), report.toPrettyString() + "\n");
    }
    return good && status == 0;
  }

  private Path pack(Path assembly) throws IOException, InterruptedException {
    Path archive = folder.resolve(assembly.getFileName() + ".tar.gz");
    Process tar =
        processes.startQuiet(
            List.of(
                "tar",
                "-chzf",
                archive.toString(),
                "-C",
                folder.toString(),
                assembly.getFileName().toString()),
            Map.of(),
            folder.resolve("tar.log"));
    if (tar.waitFor() != 0) {
      throw new IOException("the assembly was not packed, see " + folder.resolve("tar.log"));
    }
    return archive;
  }

  private Process demo(int trucks) throws IOException {
    Path target = root.resolve("demo/target");
    return processes.startQuiet(
        List.of(
            Processes.java(),
            "-Xmx256m",
            "-cp",
            target.resolve("demo.jar") + ":" + target.resolve("lib") + "/*",
            "org.amitygate.demo.Demo",
            "--root",
            root.toString(),
            "--trucks",
            Integer.toString(trucks),
            "--seed",
            "13",
            "--supervised",
            "--exit"),
        Map.of("JAVA_HOME", System.getProperty("java.home")),
        folder.resolve("demo.log"));
  }

  private GateShell login(String gate) throws IOException {
    Path accounts = root.resolve("run/demo").resolve(gate).resolve("accounts.txt");
    Matcher login = LOGIN.matcher(Files.isRegularFile(accounts) ? Files.readString(accounts) : "");
    if (!login.find()) {
      throw new IOException("there is no account in " + accounts);
    }
    return GateShell.login(Integer.parseInt(login.group(1)), "chief", login.group(2));
  }

  /** Until vehicles stand in lanes of a gate. */
  private void awaitTraffic(String gate, Process demo) throws IOException {
    long until = System.nanoTime() + WITHIN.toNanos();
    while (System.nanoTime() < until && demo.isAlive()) {
      try (GateShell shell = login(gate)) {
        while (System.nanoTime() < until && demo.isAlive()) {
          JsonNode lanes = document(shell.type("gate:lanes --json", LANES));
          for (JsonNode lane : lanes) {
            if (!lane.path("crossing").asText().isEmpty()) {
              return;
            }
          }
          LockSupport.parkNanos(AGAIN.toNanos());
        }
      } catch (IOException e) {
        LockSupport.parkNanos(AGAIN.toNanos()); // it is not up yet
      }
    }
    throw new IOException("no vehicle comes to " + gate + ", see " + folder.resolve("demo.log"));
  }

  private boolean updated(String gate, Path assembly, String version) throws IOException {
    JsonNode end = update(gate, assembly);
    JsonNode pauses = end.path("pauseMillis");
    List<String> said = new ArrayList<>();
    pauses
        .properties()
        .forEach(
            lane ->
                said.add("%s %.1f s".formatted(lane.getKey(), lane.getValue().asLong() / 1000.0)));
    boolean good =
        end.path("type").asText().equals("PlatformUpdated")
            && end.path("to").asText().equals(version)
            && !pauses.isEmpty()
            && end.path("away").isEmpty();
    System.out.printf(
        "%s: %s %s, pauses %s%s%n",
        gate,
        end.path("type").asText(),
        end.path("to").asText(),
        String.join(", ", said),
        good ? "" : ": NOT AS IT SHOULD BE " + end);
    return good;
  }

  private boolean takenBack(String gate, Path assembly, String version) throws IOException {
    JsonNode end = update(gate, assembly);
    boolean good =
        end.path("type").asText().equals("PlatformTakenBack")
            && end.path("to").asText().equals(version);
    System.out.printf(
        "%s: %s %s: %s%s%n",
        gate,
        end.path("type").asText(),
        end.path("to").asText(),
        end.path("reason").asText(),
        good ? "" : ": NOT AS IT SHOULD BE " + end);
    return good;
  }

  /** Updates, and waits for the end. @return the last record of it */
  private JsonNode update(String gate, Path assembly) throws IOException {
    int before;
    try (GateShell shell = login(gate)) {
      before = platform(shell).path("history").size();
      String answer =
          shell.type(
              "gate:platform update " + assembly + " --reason \"a new version\"", ANSWER, WITHIN);
      if (!answer.startsWith("OK ")) {
        throw new IOException(gate + " was not updated: " + answer);
      }
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains("was not updated")) {
        throw e;
      }
      throw new IOException(gate + ": the update was not told: " + e.getMessage(), e);
    }
    long until = System.nanoTime() + WITHIN.toNanos();
    while (System.nanoTime() < until) {
      try (GateShell shell = login(gate)) {
        while (System.nanoTime() < until) {
          JsonNode now = platform(shell);
          JsonNode history = now.path("history");
          if (history.size() > before + 1 && !now.path("underWay").asBoolean(true)) {
            JsonNode last = history.get(history.size() - 1);
            updates.addObject().put("gate", gate).setAll((ObjectNode) last);
            return last;
          }
          LockSupport.parkNanos(AGAIN.toNanos());
        }
      } catch (IOException e) {
        LockSupport.parkNanos(AGAIN.toNanos()); // it ends, or is not up yet
      }
    }
    throw new IOException(
        "the update of %s did not end within %d s"
            .formatted(gate, TimeUnit.SECONDS.convert(WITHIN)));
  }

  private static JsonNode platform(GateShell shell) throws IOException {
    return document(shell.type("gate:platform --json", DOCUMENT));
  }

  private static JsonNode document(String said) throws IOException {
    Matcher json = Pattern.compile("(?s)[\\[{].*[\\]}]").matcher(said);
    return json.find() ? JSON.readTree(json.group()) : JSON.createObjectNode();
  }

  private static String lastLine(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
  }
}
