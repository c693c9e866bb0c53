package org.amitygate.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever judges shares no code with what is judged. */
class ImportsTest {
  private static final Pattern OTHER_MODULE = Pattern.compile("org\\.amitygate\\.(?!check\\b)");

  @Test
  void namesNothingOfTheServer() throws Exception {
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      List<Path> sources =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.endsWith("ImportsTest.java"))
              .toList();
      assertThat(sources).hasSizeGreaterThan(20);
      for (Path source : sources) {
        assertThat(OTHER_MODULE.matcher(Files.readString(source)).find())
            .as("%s", source)
            .isFalse();
      }
    }
  }

  @Test
  void dependsOnNoModuleOfTheServer() throws Exception {
    String pom = Files.readString(Path.of("pom.xml"));
    assertThat(pom.substring(pom.indexOf("<dependencies>"), pom.indexOf("</dependencies>")))
        .doesNotContain("org.amitygate");
  }
}
