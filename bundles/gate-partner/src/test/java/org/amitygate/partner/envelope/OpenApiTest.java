package org.amitygate.partner.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The OpenAPI file says what the server answers. */
class OpenApiTest {

  private static final Path DOCUMENTS = Path.of("../../docs/partner");

  /** What HTTP answers before a message is looked at; the gateway's tests make each of them. */
  private static final Set<String> OF_THE_TRANSPORT =
      Set.of("200", "202", "204", "404", "405", "408", "415", "500");

  private static final Pattern STATUS =
      Pattern.compile("(?:new PartnerProblem\\(|refused\\(|expect\\(|, )\\s*([45]\\d\\d),");

  private static JsonNode api() throws IOException {
    Object tree = new Yaml().load(Files.readString(DOCUMENTS.resolve("openapi.yaml")));
    return new ObjectMapper().valueToTree(tree);
  }

  private static JsonNode post() throws IOException {
    return api().path("paths").path("/").path("post");
  }

  private static Set<String> statusesInTheCode() throws IOException {
    Set<String> statuses = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        Matcher found = STATUS.matcher(Files.readString(file));
        while (found.find()) {
          statuses.add(found.group(1));
        }
      }
    }
    return statuses;
  }

  @Test
  void itsStatusesAreThoseOfTheServer() throws IOException {
    Set<String> statuses = statusesInTheCode();
    assertThat(statuses).contains("400", "401", "403", "409", "413", "429", "503");
    statuses.remove("504"); // this side's own word for a receipt that did not come
    statuses.addAll(OF_THE_TRANSPORT);
    Set<String> told = new TreeSet<>();
    post().path("responses").fieldNames().forEachRemaining(told::add);
    assertThat(told).isEqualTo(statuses);
  }

  @Test
  void messagesMdTellsTheSame() throws IOException {
    Matcher row =
        Pattern.compile("(?m)^\\| (\\d{3}) \\|")
            .matcher(Files.readString(DOCUMENTS.resolve("messages.md")));
    Set<String> told = new TreeSet<>(Set.of("200", "202", "204"));
    while (row.find()) {
      told.add(row.group(1));
    }
    Set<String> statuses = new TreeSet<>();
    post().path("responses").fieldNames().forEachRemaining(statuses::add);
    assertThat(told).isEqualTo(statuses);
  }

  @Test
  void everySchemaThatItNamesIsThere() throws IOException {
    assertThat(api().path("openapi").asText()).startsWith("3.1.");
    int files = 0;
    for (JsonNode named : api().findValues("$ref")) {
      String name = named.asText();
      if (name.startsWith("#/")) {
        assertThat(api().at(name.substring(1)).isMissingNode()).as(name).isFalse();
      } else {
        assertThat(DOCUMENTS.resolve(name)).exists();
        files++;
      }
    }
    assertThat(files).isGreaterThanOrEqualTo(6);
    assertThat(post().at("/requestBody/content/application~1jose+json/schema/$ref").asText())
        .isEqualTo("schemas/jws.json");
  }

  @Test
  void itIsOfThisVersionOfTheProtocol() throws IOException {
    String version = api().path("info").path("version").asText();
    for (String name : new String[] {"protocol.md", "messages.md"}) {
      assertThat(Files.readAllLines(DOCUMENTS.resolve(name)).get(2))
          .startsWith("Partner protocol, version " + version + ".");
    }
  }
}
