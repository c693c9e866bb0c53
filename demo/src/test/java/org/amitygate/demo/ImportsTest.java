package org.amitygate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The demo judges the gates by their files and their words, so it shares no code with them. */
class ImportsTest {

  private static final Pattern OTHER_MODULE =
      Pattern.compile("(?m)^import (static )?org\\.amitygate\\.(?!demo\\b)");

  /** The verdict is not told by the program that kills and starts. */
  private static final Pattern OTHER_THAN_REPORT =
      Pattern.compile("org\\.amitygate\\.(?!demo\\.report\\b)");

  private static List<Path> sources(String folder) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java/org/amitygate/demo", folder))) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }

  @Test
  void namesNothingOfTheGates() throws IOException {
    assertThat(sources("")).hasSizeGreaterThan(60);
    for (Path source : sources("")) {
      assertThat(Files.readString(source)).as("%s", source).doesNotContainPattern(OTHER_MODULE);
    }
  }

  @Test
  void theVerdictNamesNothingButItself() throws IOException {
    assertThat(sources("report")).hasSizeGreaterThan(20);
    for (Path source : sources("report")) {
      assertThat(Files.readString(source))
          .as("%s", source)
          .doesNotContainPattern(OTHER_THAN_REPORT);
    }
  }

  @Test
  void dependsOnNoOtherModule() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    String dependencies =
        pom.substring(pom.indexOf("<dependencies>"), pom.indexOf("</dependencies>"));
    assertThat(dependencies).doesNotContain("org.amitygate");
  }
}
