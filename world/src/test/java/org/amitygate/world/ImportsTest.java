package org.amitygate.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The world judges the servers, so it shares nothing with them. */
class ImportsTest {
  private static final Pattern OTHER_MODULE = Pattern.compile("org\\.amitygate\\.(?!world\\b)");

  @Test
  void namesNothingOfTheServers() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      List<Path> sources = files.filter(file -> file.toString().endsWith(".java")).toList();
      assertThat(sources).hasSizeGreaterThan(40);
      for (Path source : sources) {
        if (!source.endsWith("ImportsTest.java")) {
          assertThat(OTHER_MODULE.matcher(Files.readString(source)).find())
              .as("%s", source)
              .isFalse();
        }
      }
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
