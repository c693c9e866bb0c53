package org.amitygate.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.amitygate.verifier.Copy.Outcome;
import org.amitygate.verifier.Copy.Store;
import org.junit.jupiter.api.io.TempDir;

/** Exports parts of a written journal, for tests that verify them or do something to them. */
abstract class ExportedFile extends WrittenJournal {

  @TempDir Path folder;

  /** What the last export said. */
  String said = "";

  Path export(Store store, String... what) throws Exception {
    Path file = folder.resolve("export.zip");
    try (Copy copy = copy(store)) {
      List<String> options = new ArrayList<>(List.of(what));
      options.addAll(List.of("--out", file.toString()));
      Outcome outcome = copy.run("export", options.toArray(String[]::new));
      said = outcome.said();
      assertThat(said).startsWith("EXPORTED " + file);
      assertThat(outcome.status()).isZero();
    }
    return file;
  }

  Outcome verify(Path file, String... options) {
    Path key = gateKey.publish(folder.resolve("given.pem"));
    List<String> words =
        new ArrayList<>(List.of("verify", file.toString(), "--key", key.toString()));
    words.addAll(List.of(options));
    return Copy.run(words);
  }

  static List<JsonNode> lines(Path zip, String name) throws IOException {
    try (FileSystem files = FileSystems.newFileSystem(zip);
        Stream<String> lines = Files.lines(files.getPath(name))) {
      List<JsonNode> all = new ArrayList<>();
      for (String line : lines.toList()) {
        all.add(new ObjectMapper().readTree(line));
      }
      return all;
    }
  }

  /** Changes the lines of a part of an exported file. */
  static void lines(Path file, String name, Consumer<List<String>> change) throws IOException {
    try (FileSystem zip = FileSystems.newFileSystem(file)) {
      Path part = zip.getPath(name);
      List<String> lines = new ArrayList<>(Files.readAllLines(part));
      change.accept(lines);
      Files.delete(part);
      Files.write(part, lines);
    }
  }

  static String replaced(String line, String old, String other) {
    return (line + "\n").replaceFirst(Pattern.quote(old), other).strip();
  }
}
