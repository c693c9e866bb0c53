package org.amitygate.demo.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents list every type of record, and no other. */
class RecordTypesTest {

  private static final Path BUNDLES = Path.of("../bundles");
  private static final List<String> WRITE_RECORDS =
      List.of("gate-core", "gate-journal", "gate-partner", "gate-auth", "gate-camel");

  /** What else is spelled so: the properties of the exchanges that routes get. */
  private static final Path NO_RECORDS = Path.of("org/amitygate/camel/flow");

  private static final Pattern LITERAL = Pattern.compile("\"((?:[A-Z][a-z]+)+)\"");
  private static final Pattern SEVERAL_WORDS = Pattern.compile("[A-Z][a-z]+[A-Z].*");
  private static final Pattern COMMIT = Pattern.compile("(?m)^\\W?commit:([A-Z]\\w+)");
  private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\| (`[^|]*) \\|");
  private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+)`");

  private static Set<String> documented() throws IOException {
    Set<String> types = new TreeSet<>();
    types.addAll(section("records.md", "\n## Types\n"));
    types.addAll(section("partner/messages.md", "\n## In the journal\n"));
    return types;
  }

  private static Set<String> section(String page, String heading) throws IOException {
    String text = Files.readString(Path.of("../docs").resolve(page));
    String section = text.split(heading, 2)[1].split("\n## ", 2)[0];
    return FIRST_CELL
        .matcher(section)
        .results()
        .flatMap(cell -> NAME.matcher(cell.group(1)).results())
        .map(name -> name.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void gatesAreKilledAtEveryTypeOfRecordOrTheListSaysWhyNot() throws IOException {
    String points =
        Files.readString(Path.of("src/main/resources/org/amitygate/demo/run/crash-points.txt"));
    assertThat(COMMIT.matcher(points).results().map(type -> type.group(1)).distinct())
        .containsExactlyInAnyOrderElementsOf(documented());
  }

  @Test
  void whatTheServerWritesIsListedAndNothingElse() throws IOException {
    Set<String> literals = new TreeSet<>();
    for (String module : WRITE_RECORDS) {
      try (Stream<Path> sources = Files.walk(BUNDLES.resolve(module).resolve("src/main/java"))) {
        sources
            .filter(path -> path.toString().endsWith(".java"))
            .filter(path -> !path.toString().contains(NO_RECORDS.toString()))
            .forEach(path -> literals.addAll(literals(path)));
      }
    }
    assertThat(literals).containsAll(documented());
    assertThat(literals.stream().filter(SEVERAL_WORDS.asMatchPredicate())).isSubsetOf(documented());
  }

  private static List<String> literals(Path source) {
    try {
      return LITERAL
          .matcher(Files.readString(source))
          .results()
          .map(literal -> literal.group(1))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
