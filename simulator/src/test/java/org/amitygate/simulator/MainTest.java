package org.amitygate.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

  @TempDir Path folder;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private int run(Main.Seeds seeds, String... args) throws Exception {
    return Main.run(args, () -> seeds, new PrintStream(said, true, StandardCharsets.UTF_8));
  }

  private static Run good(long seed) {
    return new Run(seed, Map.of(), 6, 6, 1, 1);
  }

  @Test
  void whateverIsThrownBreaksItsSeedAndTheOthersGoOn() throws Exception {
    Path json = folder.resolve("counts.json");
    Main.Seeds seeds =
        (seed, faults, printer) -> {
          switch ((int) seed) {
            case 5 -> throw new IllegalStateException("nothing is at huu-nghi/1");
            case 6 -> throw new StackOverflowError();
            case 7 -> throw new Violation("step 1: a promise: how", null);
            default -> {
              return good(seed);
            }
          }
        };

    int code = run(seeds, "--from", "4", "--seeds", "5", "--json", json.toString());

    assertThat(code).isEqualTo(1);
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("seed 5, the simulation itself failed")
        .contains("nothing is at huu-nghi/1")
        .contains("seed 6, ")
        .contains("seed 7, step 1: a promise: how");
    assertThat(Files.readString(json)).contains("\"seeds\": 5").contains("\"violations\": 3");
  }

  @Test
  void goodSeedsAreGood() throws Exception {
    assertThat(run((seed, faults, printer) -> good(seed), "--seeds", "3")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--seeds 0", "--seeds -5", "--seeds many", "--seeds", "--sedes 5"})
  void noSeedsAreWrongUse(String args) throws Exception {
    assertThat(run((seed, faults, printer) -> good(seed), args.split(" "))).isEqualTo(2);
  }
}
