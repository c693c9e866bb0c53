package org.amitygate.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  private static final int WRONG_USE = 2;
  private static final int BROKEN = 3;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private int run(String... words) throws InterruptedException {
    return Main.run(List.of(words), new PrintStream(said, true, StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Q9", "E1,Q9", "E99", "e1"})
  void aWordThatNamesNoRuleIsWrongUse(String only) throws Exception {
    assertThat(run("--profile", "nowhere.json", "--only", only)).isEqualTo(WRONG_USE);
    String word = only.substring(only.indexOf(',') + 1);
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("'" + word + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://a b/", "gate.example:9443", "ftp://gate.example/", "http:///x"})
  void aWordThatIsNoUrlIsWrongUse(String url) throws Exception {
    assertThat(run(url, "--profile", "nowhere.json")).isEqualTo(WRONG_USE);
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("'" + url + "' is no URL");
  }

  @Test
  void idsAndWhatTheyBeginWithNameRules() throws Exception {
    assertThat(run("--profile", "nowhere.json", "--complete", "--only", "E,R6,S"))
        .isEqualTo(BROKEN);
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("nowhere.json");
  }
}
