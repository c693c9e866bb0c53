package org.amitygate.world.outside;

import static org.amitygate.world.outside.CustomsTest.parse;
import static org.amitygate.world.outside.CustomsTest.paths;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

/**
 * Our customs answer with what a real one answers with, where its messages lie beside the project.
 */
class CustomsSamplesTest {
  private static final Path SAMPLES = Path.of("..", "..", "shared", "samples", "wco-dm");

  @ParameterizedTest
  @ValueSource(strings = {"01_DMSACC", "03_DMSREJ", "05_DMSCTL", "08_DMSROG", "09_DMSCLE"})
  void ours(String name) throws Exception {
    assumeTrue(Files.isDirectory(SAMPLES), "no samples beside the project");
    Document sample = parse(Files.readAllBytes(SAMPLES.resolve(name + ".xml")));
    String code = name.substring(0, 2);
    Document own =
        parse(CustomsXml.response(code, "a", "b", 0, 5).getBytes(StandardCharsets.UTF_8));
    List<String> known =
        paths(sample.getDocumentElement()).stream().map(path -> path.split("=")[0]).toList();
    assertThat(paths(own.getDocumentElement()).stream().map(path -> path.split("=")[0]))
        .filteredOn(path -> !path.contains("AdditionalInformation"))
        .isSubsetOf(known);
  }
}
