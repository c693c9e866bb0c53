package org.amitygate.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A mistake of the gate must not be a mistake of its verifier: they share no code. */
class ImportsTest {

  private static final Pattern OTHER_MODULE = Pattern.compile("org\\.amitygate\\.(?!verifier\\b)");

  @Test
  void namesNothingOfTheServer() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main"))) {
      List<Path> sources = files.filter(file -> file.toString().endsWith(".java")).toList();
      assertThat(sources).hasSizeGreaterThan(15);
      for (Path source : sources) {
        assertThat(OTHER_MODULE.matcher(Files.readString(source)).find())
            .as("%s", source)
            .isFalse();
      }
    }
  }

  @Test
  void dependsOnNoOtherModuleButForItsTests() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    String all = pom.substring(pom.indexOf("<dependencies>"), pom.indexOf("</dependencies>"));
    for (String dependency : all.split("</dependency>")) {
      if (dependency.contains("org.amitygate")) {
        assertThat(dependency).contains("<scope>test</scope>");
      }
    }
  }
}
