package org.amitygate.demo.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTailTest {
  @TempDir Path folder;

  @Test
  void countsEndsInWholeLinesOnce() throws Exception {
    Path file = folder.resolve("world.jsonl");
    LedgerTail tail = new LedgerTail(file);
    assertThat(tail.ended()).isZero();
    Files.writeString(file, "{\"event\":\"arrived\"}\n{\"event\":\"ended\"}\n{\"event\":\"end");
    assertThat(tail.ended()).isEqualTo(1);
    Files.writeString(file, "ed\"}\n", StandardOpenOption.APPEND);
    assertThat(tail.ended()).isEqualTo(2);
    assertThat(tail.ended()).isEqualTo(2);
    String many = "{\"event\":\"ended\",\"truck\":\"T001\"}\n".repeat(5_000);
    Files.writeString(file, many, StandardOpenOption.APPEND);
    assertThat(tail.ended()).isEqualTo(5_002);
  }

  @Test
  void tellsWhatIsTheMatterWithTheLink() throws Exception {
    Path file = folder.resolve("world.jsonl");
    LedgerTail tail = new LedgerTail(file);
    Files.writeString(file, "{\"event\":\"linkFault\",\"fault\":\"half-open\",\"millis\":9}\n");
    tail.ended();
    assertThat(tail.fault()).isEqualTo("half-open");
    Files.writeString(
        file, "{\"event\":\"linkHealed\",\"fault\":\"half-open\"}\n", StandardOpenOption.APPEND);
    tail.ended();
    assertThat(tail.fault()).isEmpty();
    Files.writeString(file, "{\"event\":\"cut\",\"lines\":\"both\"}\n", StandardOpenOption.APPEND);
    tail.ended();
    assertThat(tail.fault()).isEqualTo("cut");
  }
}
