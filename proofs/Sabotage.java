import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Breaks the promises of {@code sabotage.txt} one after another in a copy of the sources, and runs
 * the tests of the module: a break that no test notices fails the proof. Run by {@code ./gate prove
 * sabotage}; takes the project's folder, the folder for the copy and words that a promise must
 * contain to be tried.
 */
final class Sabotage {

  private static final Pattern FAILED =
      Pattern.compile("<testcase name=\"([^\"]*)\" classname=\"([^\"]*)\"[^>]*[^/]>\\s*<(failure|error)");

  /**
   * One way to break a promise.
   *
   * @param tests those that are run, as Maven takes them, after {@code MODULE:} if they are in
   *     another one; empty: all of the module. Those of {@code itests} run in the whole server
   */
  record Break(
      String promise, String module, String file, String tests, List<String[]> changes) {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Path root = Path.of(args[0]).toAbsolutePath();
    Path copy = Path.of(args[1]).toAbsolutePath();
    List<String> words = List.of(args).subList(2, args.length);
    copy(root, copy);
    deleteWhatIsGone(root, copy);
    Path pom = copy.resolve("pom.xml"); // broken code may have warnings
    Files.writeString(pom, Files.readString(pom).replace("<arg>-Werror</arg>", ""));
    int tried = 0;
    int unnoticed = 0;
    for (Break one : read(root.resolve("proofs/sabotage.txt"))) {
      if (words.stream().allMatch(one.promise()::contains)) {
        tried++;
        unnoticed += noticed(copy, one) ? 0 : 1;
      }
    }
    System.out.printf("%d promises broken, %d breaks noticed%n", tried, tried - unnoticed);
    System.exit(tried > 0 && unnoticed == 0 ? 0 : 1);
  }

  private static boolean noticed(Path copy, Break one) throws IOException, InterruptedException {
    Path file = copy.resolve(one.module()).resolve(one.file());
    String before = Files.readString(file);
    String after = before;
    for (String[] change : one.changes()) {
      if (after.split(Pattern.quote(change[0]), -1).length != 2) {
        throw new IOException(
            "'%s': this is not once in %s:%n%s".formatted(one.promise(), one.file(), change[0]));
      }
      after = after.replace(change[0], change[1]);
    }
    Files.writeString(file, after);
    try {
      String result = test(copy, one.module(), one.tests());
      System.out.printf("%-62s %s%n", one.promise(), result);
      return result.startsWith("noticed");
    } finally {
      Files.writeString(file, before);
    }
  }

  /** What the tests of a module say, in a few words. */
  private static String test(Path copy, String broken, String wanted)
      throws IOException, InterruptedException {
    int colon = wanted.indexOf(':');
    String module = colon < 0 ? broken : wanted.substring(0, colon);
    String tests = wanted.substring(colon + 1);
    boolean whole = module.equals("itests");
    Path reports =
        copy.resolve(module).resolve(whole ? "target/failsafe-reports" : "target/surefire-reports");
    if (Files.exists(reports)) {
      try (Stream<Path> old = Files.list(reports)) {
        for (Path report : old.toList()) {
          Files.delete(report);
        }
      }
    }
    Path log = copy.resolve("sabotage.log");
    List<String> command = new ArrayList<>(List.of("mvn", "-B", "-q", "-o", "-pl", module));
    if (whole) {
      command.addAll(List.of("verify", "-Dtest=none", "-Dit.test=" + tests));
    } else {
      command.add("test");
      if (!tests.isEmpty()) {
        command.add("-Dtest=" + tests);
      }
    }
    if (colon >= 0) {
      command.addAll(List.of("-am", "-Dsurefire.failIfNoSpecifiedTests=false"));
    }
    Process maven =
        new ProcessBuilder(command)
            .directory(copy.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    int status = maven.waitFor();
    Set<String> failed = failed(reports);
    if (!failed.isEmpty()) {
      String others = failed.size() > 2 ? " and " + (failed.size() - 2) + " others" : "";
      return "noticed by " + String.join(", ", failed.stream().limit(2).toList()) + others;
    }
    if (status == 0) {
      return "NOT NOTICED";
    }
    return "CANNOT BE TRIED, see " + log + ":\n" + Files.readString(log).lines().limit(6).toList();
  }

  private static Set<String> failed(Path reports) throws IOException {
    Set<String> failed = new TreeSet<>();
    if (Files.exists(reports)) {
      try (Stream<Path> all = Files.list(reports)) {
        for (Path report : all.filter(path -> path.toString().endsWith(".xml")).toList()) {
          Matcher matcher = FAILED.matcher(Files.readString(report));
          while (matcher.find()) {
            String type = matcher.group(2);
            failed.add(type.substring(type.lastIndexOf('.') + 1) + "." + matcher.group(1));
          }
        }
      }
    }
    return failed;
  }

  private static List<Break> read(Path list) throws IOException {
    List<Break> breaks = new ArrayList<>();
    for (String entry : ("\n" + Files.readString(list)).split("\n### ")) {
      Matcher changes =
          Pattern.compile("<<<\n(.*?)\n?===\n(.*?)\n?>>>", Pattern.DOTALL).matcher(entry);
      List<String[]> all = new ArrayList<>();
      while (changes.find()) {
        all.add(new String[] {changes.group(1), changes.group(2)});
      }
      if (!all.isEmpty()) {
        String[] lines = entry.split("\n", 3);
        String[] place = lines[1].split(" ");
        breaks.add(
            new Break(lines[0], place[0], place[1], place.length > 2 ? place[2] : "", all));
      }
    }
    return breaks;
  }

  private static void copy(Path root, Path copy) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            String name = folder.getFileName().toString();
            if (Set.of(".git", ".gate", "node_modules").contains(name)
                || folder.equals(root.resolve("run")) // a package may be called that, too
                || folder.equals(copy)
                || folder.equals(root.resolve("karaf-assembly/target"))) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(copy.resolve(root.relativize(folder)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(
                file,
                copy.resolve(root.relativize(file)),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** A test that the project no longer has would notice breaks that none of its own does. */
  private static void deleteWhatIsGone(Path root, Path copy) throws IOException {
    Files.walkFileTree(
        copy,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (Files.notExists(root.resolve(copy.relativize(file)))) {
              Files.delete(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private Sabotage() {}
}
