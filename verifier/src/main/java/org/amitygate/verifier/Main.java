package org.amitygate.verifier;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code verify} and {@code export}. Ends with 0 if everything is as it was written, 1 if something
 * is wrong, 2 if that could not be found out, 3 if an exported file holds what no seal in it
 * covers.
 */
public final class Main {

  private static final String SQLITE = "SQLite format 3\0";
  private static final String ZIP = "PK\003\004";

  private final PrintStream out;
  private final PrintStream err;

  Main(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    System.exit(new Main(out, err).run(List.of(args)));
  }

  int run(List<String> args) {
    try {
      String command = args.isEmpty() ? "" : args.get(0);
      List<String> rest = args.isEmpty() ? args : args.subList(1, args.size());
      if (rest.contains("--help") || rest.isEmpty()) {
        (rest.isEmpty() ? err : out).print(help());
        return rest.isEmpty() ? 2 : 0;
      }
      return switch (command) {
        case "verify" -> verify(Arguments.verify(rest));
        case "export" -> export(Arguments.export(rest));
        default -> throw new Wrong("there is verify and export, not '" + command + "'");
      };
    } catch (Wrong e) {
      err.println(e.getMessage());
    } catch (InvalidPathException e) {
      err.println("'" + e.getInput() + "' is no path: " + e.getReason());
    } catch (OutOfMemoryError e) {
      err.println("there is too little memory: set AMITY_VERIFIER_JAVA_OPTS, such as to -Xmx1g");
    } catch (RuntimeException | Error e) {
      err.println("the verifier has a fault, and nothing is found out: " + e);
    }
    return 2;
  }

  private static String help() throws Wrong {
    try (InputStream in = Objects.requireNonNull(Main.class.getResourceAsStream("help.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new Wrong("the help cannot be read", e);
    }
  }

  private int verify(Arguments arguments) throws Wrong {
    Report report = report(arguments);
    out.print(report.text());
    Path json = arguments.json();
    if (json != null) {
      try {
        Files.writeString(json, report.json());
      } catch (IOException e) {
        throw new Wrong(json + " cannot be written", e);
      }
    }
    return report.status();
  }

  private static Report report(Arguments arguments) throws Wrong {
    String source = arguments.source();
    if (!source.startsWith("postgresql://") && startsWith(Path.of(source), ZIP)) {
      if (!arguments.partnerKeys().isEmpty() || arguments.evidence() != null) {
        throw new Wrong(
            source
                + " is an exported file: it has its own evidence and no whole heads, so"
                + " --partner-key and --evidence are for a journal");
      }
      return Segment.verify(Path.of(source), Keys.in(arguments.keys()));
    }
    try (Database database = database(source)) {
      Path folder = folder(source);
      Keys keys = keys(arguments, folder);
      Path evidence = evidence(arguments, folder);
      EvidenceFolder files = evidence == null ? null : EvidenceFolder.read(evidence);
      Report report =
          new Verification(database, keys, PartnerKeys.in(arguments.partnerKeys()), files).run();
      if (arguments.keys().isEmpty() && !keys.used().isEmpty()) {
        report.line("", "the key stands beside the records: compare it with what you were given");
      }
      return report;
    }
  }

  private int export(Arguments arguments) throws Wrong {
    try (Database database = database(arguments.source())) {
      Path folder = folder(arguments.source());
      Path evidence = evidence(arguments, folder);
      Export export = new Export(database, keys(arguments, folder), evidence);
      Path file = Objects.requireNonNull(arguments.out());
      out.print(export.to(file, arguments.selection()));
      return 0;
    }
  }

  private static Database database(String source) throws Wrong {
    if (source.startsWith("postgresql://")) {
      return Database.postgres(source);
    }
    Path path = Path.of(source);
    Path file = Files.isDirectory(path) ? path.resolve("journal.db") : path;
    if (!Files.isRegularFile(file)) {
      throw new Wrong(
          source
              + " holds no journal: give a gate's data folder, its journal.db, a postgresql:// URL"
              + " or an exported file");
    }
    if (!startsWith(file, SQLITE)) {
      throw new Wrong(file + " is no database of SQLite and no exported file");
    }
    return Database.sqlite(file);
  }

  /** The data folder that a source is, or lies in; null if it is elsewhere. */
  private static @Nullable Path folder(String source) {
    if (source.startsWith("postgresql://")) {
      return null;
    }
    Path path = Path.of(source).toAbsolutePath();
    return Files.isDirectory(path) ? path : path.getParent();
  }

  private static Keys keys(Arguments arguments, @Nullable Path folder) throws Wrong {
    return !arguments.keys().isEmpty() || folder == null
        ? Keys.in(arguments.keys())
        : Keys.published(folder.resolve("seal-keys"));
  }

  /**
   * Where the evidence is: the folder that was named, or that of a data folder, which every gate
   * has from its first start, so that it is looked for even if it was taken away; null if the
   * source is something else and no evidence stands beside it.
   */
  private static @Nullable Path evidence(Arguments arguments, @Nullable Path folder) throws Wrong {
    Path named = arguments.evidence();
    if (named != null && !Files.isDirectory(named)) {
      throw new Wrong(named + " is no folder: give that of the evidence files with --evidence");
    }
    if (named != null || folder == null) {
      return named;
    }
    Path beside = folder.resolve("evidence");
    boolean due = Files.isDirectory(Path.of(arguments.source())) || Files.isDirectory(beside);
    return due ? beside : null;
  }

  private static boolean startsWith(Path file, String bytes) throws Wrong {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    byte[] wanted = bytes.getBytes(StandardCharsets.US_ASCII);
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(wanted.length), wanted);
    } catch (IOException e) {
      throw new Wrong(file + " cannot be read", e);
    }
  }
}
