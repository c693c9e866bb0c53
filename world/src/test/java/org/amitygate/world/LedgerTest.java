package org.amitygate.world;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  @TempDir Path folder;

  @Test
  void everyEventIsInTheFileWhenWriteReturns() throws IOException {
    Path file = folder.resolve("run/world.jsonl");
    try (Ledger ledger = Ledger.open(file, () -> 42L)) {
      ledger.write("passed", "truck", "T001", "plate", "桂F12345", "token", null);
      assertThat(Files.readString(file))
          .isEqualTo(
              "{\"t\":42,\"event\":\"passed\",\"truck\":\"T001\",\"plate\":\"桂F12345\",\"token\":null}\n");
    }
  }

  @Test
  void everyEventIsForcedToTheDisk() throws IOException {
    Path file = folder.resolve("world.jsonl");
    try (Ledger ledger = Ledger.open(file, () -> 42L)) {
      List<Path> forced =
          Forced.in(
              folder,
              () -> {
                ledger.write("one");
                ledger.write("two");
              });
      assertThat(forced).containsExactly(file, file);
    }
  }

  @Test
  void aTornTailIsSkippedAndAppendingGoesOn() throws IOException {
    Path file = folder.resolve("world.jsonl");
    try (Ledger ledger = Ledger.open(file, () -> 1L)) {
      ledger.write("one");
    }
    byte[] torn = "{\"t\":2,\"event\":\"tw".getBytes(StandardCharsets.UTF_8);
    Files.write(file, torn, StandardOpenOption.APPEND);
    assertThat(Ledger.read(file)).hasSize(1);
    try (Ledger ledger = Ledger.open(file, () -> 3L)) {
      ledger.write("three");
      ledger.write("four");
    }
    List<JsonNode> lines = Ledger.read(file);
    assertThat(lines)
        .extracting(line -> line.get("event").asText())
        .containsExactly("one", "three", "four");
  }
}
