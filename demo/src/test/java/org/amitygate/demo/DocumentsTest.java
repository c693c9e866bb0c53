package org.amitygate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever reads the documents finds what they point to. */
class DocumentsTest {

  private static final Path DOCUMENTS = Path.of("../docs");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s#:]+)(#[^)\\s]*)?\\)");

  private static List<Path> pages(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }

  @Test
  void theIndexHasEachDecision() throws IOException {
    Path decisions = DOCUMENTS.resolve("decisions");
    Path index = decisions.resolve("README.md");
    List<String> named =
        LINK.matcher(Files.readString(index)).results().map(link -> link.group(1)).toList();
    assertThat(pages(decisions).stream().filter(page -> !page.equals(index)))
        .map(page -> page.getFileName().toString())
        .isNotEmpty()
        .containsExactlyElementsOf(named);
  }

  @Test
  void everyLinkLeadsToAFile() throws IOException {
    for (Path page : pages(DOCUMENTS)) {
      for (MatchResult link : LINK.matcher(Files.readString(page)).results().toList()) {
        assertThat(page.resolveSibling(link.group(1))).as(page.toString()).exists();
      }
    }
  }
}
