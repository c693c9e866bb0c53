import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Breaks the promises of {@code sabotage.txt} one after another in a copy of the sources, and runs
 * the tests of the module: a break that no test notices fails the proof. Before that all those
 * tests run without a break: one that fails then would notice anything. Run by {@code ./gate prove
 * sabotage}; takes the project's folder, the folder for the copy and words that a promise must
 * contain to be tried. With the project's folder only, it reads the list and checks that each break
 * can be made.
 */
final class Sabotage {

  private static final String NOT_NOTICED = "NOT NOTICED";

  private static final Pattern CHANGE =
      Pattern.compile("(?<=\n)<<<\n(.*?)\n?===\n(.*?)\n?>>>(?=\n|$)", Pattern.DOTALL);

  private static final Pattern FAILED =
      Pattern.compile("<testcase name=\"([^\"]*)\" classname=\"([^\"]*)\"[^>]*[^/]>\\s*<(failure|error)");

  /**
   * One way to break a promise.
   *
   * @param tests those that are run, as Maven takes them, after {@code MODULE:} if they are in
   *     another one; empty: all of the module. Those of {@code itests} run in the whole server
   */
  record Break(String promise, String module, String file, String tests, List<String[]> changes) {

    /** The module that the tests are in. */
    String testModule() {
      int colon = tests.indexOf(':');
      return colon < 0 ? module : tests.substring(0, colon);
    }

    /** As Maven takes them; empty: all. */
    String testNames() {
      return tests.substring(tests.indexOf(':') + 1);
    }

    /** The file with the break. */
    String broken(String text) throws IOException {
      String broken = text;
      for (String[] change : changes) {
        if (broken.split(Pattern.quote(change[0]), -1).length != 2) {
          throw new IOException(
              "'%s': this is not once in %s:%n%s".formatted(promise, file, change[0]));
        }
        broken = broken.replace(change[0], change[1]);
      }
      return broken;
    }
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    Path root = Path.of(args[0]).toAbsolutePath();
    List<Break> all;
    try {
      all = read(root.resolve("proofs/sabotage.txt"));
      for (Break one : all) {
        one.broken(Files.readString(root.resolve(one.module()).resolve(one.file())));
      }
    } catch (IOException e) {
      System.err.println(e.getMessage());
      System.exit(1);
      return;
    }
    if (args.length == 1) {
      System.out.printf("%d promises can be broken%n", all.size());
      return;
    }
    Path copy = Path.of(args[1]).toAbsolutePath();
    List<String> words = List.of(args).subList(2, args.length);
    List<Break> wanted =
        all.stream().filter(one -> words.stream().allMatch(one.promise()::contains)).toList();
    copy(root, copy);
    deleteWhatIsGone(root, copy);
    Path pom = copy.resolve("pom.xml"); // broken code may have warnings
    Files.writeString(pom, Files.readString(pom).replace("<arg>-Werror</arg>", ""));
    if (!passUnbroken(copy, wanted)) {
      System.exit(1);
    }
    int unnoticed = 0;
    for (Break one : wanted) {
      unnoticed += noticed(copy, one) ? 0 : 1;
    }
    System.out.printf(
        "%d promises broken, %d breaks noticed%n", wanted.size(), wanted.size() - unnoticed);
    System.exit(!wanted.isEmpty() && unnoticed == 0 ? 0 : 1);
  }

  /** Runs the tests of all breaks as they are, those of a module at once. */
  private static boolean passUnbroken(Path copy, List<Break> wanted)
      throws IOException, InterruptedException {
    Map<String, Set<String>> tests = new TreeMap<>();
    for (Break one : wanted) {
      tests.computeIfAbsent(one.testModule(), module -> new TreeSet<>()).add(one.testNames());
    }
    boolean pass = true;
    for (Map.Entry<String, Set<String>> module : tests.entrySet()) {
      boolean all = module.getValue().contains("");
      String names = all ? "" : String.join(",", module.getValue());
      String result = test(copy, module.getKey(), names, false);
      if (!result.equals(NOT_NOTICED)) {
        System.out.printf("%s fails without a break: %s%n", module.getKey(), result);
        pass = false;
      }
    }
    return pass;
  }

  private static boolean noticed(Path copy, Break one) throws IOException, InterruptedException {
    Path file = copy.resolve(one.module()).resolve(one.file());
    String before = Files.readString(file);
    Files.writeString(file, one.broken(before));
    try {
      boolean elsewhere = !one.testModule().equals(one.module());
      String result = test(copy, one.testModule(), one.testNames(), elsewhere);
      System.out.printf("%-62s %s%n", one.promise(), result);
      return result.startsWith("noticed");
    } finally {
      Files.writeString(file, before);
    }
  }

  /**
   * What the tests of a module say, in a few words.
   *
   * @param others the modules that it needs are built before, too
   */
  private static String test(Path copy, String module, String tests, boolean others)
      throws IOException, InterruptedException {
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
    if (others) {
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
      String more = failed.size() > 2 ? " and " + (failed.size() - 2) + " others" : "";
      return "noticed by " + String.join(", ", failed.stream().limit(2).toList()) + more;
    }
    if (status == 0) {
      return NOT_NOTICED;
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

  /**
   * @throws IOException an entry is not written as the others are
   */
  private static List<Break> read(Path list) throws IOException {
    List<Break> breaks = new ArrayList<>();
    List<String> entries = List.of(("\n" + Files.readString(list)).split("\n### "));
    for (String entry : entries.subList(1, entries.size())) {
      String[] lines = entry.split("\n", 3);
      List<String[]> changes =
          CHANGE
              .matcher(entry)
              .results()
              .map(change -> new String[] {change.group(1), change.group(2)})
              .toList();
      for (String mark : List.of("<<<", "===", ">>>")) {
        long marks = entry.lines().filter(mark::equals).count();
        if (changes.isEmpty() || marks != changes.size()) {
          throw new IOException(
              "'%s': %d changes, but %s is there %d times"
                  .formatted(lines[0], changes.size(), mark, marks));
        }
      }
      String[] place = lines[1].split(" ");
      breaks.add(
          new Break(lines[0], place[0], place[1], place.length > 2 ? place[2] : "", changes));
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
