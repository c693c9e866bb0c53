package org.amitygate.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OptionsTest {

  @Test
  void hasDefaults() throws Exception {
    Options options = Options.parse("--root", "/checkout");
    assertThat(options.root()).isEqualTo(Path.of("/checkout"));
    assertThat(options.trucks()).isEqualTo(60);
    assertThat(options.lanes()).isEqualTo(6);
    assertThat(options.exit() || options.kill() || options.keep()).isFalse();
    assertThat(options.json()).isEmpty();
  }

  @Test
  void everyRunWithoutSeedIsAnotherOne() throws Exception {
    long first = Options.parse().seed();
    boolean other = false;
    for (int i = 0; i < 20; i++) {
      other |= Options.parse().seed() != first;
    }
    assertThat(other).isTrue();
  }

  @Test
  void takesWhatIsSaid() throws Exception {
    Options options =
        Options.parse(
            "--trucks",
            "200",
            "--lanes",
            "3",
            "--seed",
            "7",
            "--exit",
            "--kill",
            "--keep",
            "--json",
            "/tmp/x.json");
    assertThat(options.trucks()).isEqualTo(200);
    assertThat(options.lanes()).isEqualTo(3);
    assertThat(options.seed()).isEqualTo(7);
    assertThat(options.exit() && options.kill() && options.keep()).isTrue();
    assertThat(options.json()).contains(Path.of("/tmp/x.json"));
    assertThat(options.patient()).isTrue();
  }

  @Test
  void killsByAListIfThatIsAskedFor() throws Exception {
    assertThat(Options.parse().crash()).isEmpty();
    Options all = Options.parse("--crash");
    assertThat(all.patient()).isTrue();
    assertThat(all.kill()).isFalse();
    assertThat(all.store()).isEqualTo(Options.Store.SQLITE);
    assertThat(all.crash().orElseThrow().only()).isEmpty();
    Options few =
        Options.parse("--crash", "--points", "6", "--only", "commit:Held", "--store", "postgres");
    assertThat(few.crash()).contains(new Options.Crash(6, "commit:Held"));
    assertThat(few.store()).isEqualTo(Options.Store.POSTGRES);
    assertThat(few.trucks()).isLessThan(all.trucks());
    assertThat(Options.parse("--crash", "--trucks", "5").trucks()).isEqualTo(5);
  }

  @Test
  void harmsTheLinkIfThatIsAskedFor() throws Exception {
    assertThat(Options.parse().faults()).isFalse();
    Options faults = Options.parse("--faults", "--json", "--seed", "3");
    assertThat(faults.faults() && faults.print() && faults.exit()).isTrue();
    assertThat(faults.json()).isEmpty();
    assertThat(faults.seed()).isEqualTo(3);
    assertThat(faults.patient()).isFalse();
    Options minutes = Options.parse("--faults", "--minutes", "10", "--lanes", "6");
    assertThat(minutes.trucks() * (long) minutes.betweenMillis())
        .isEqualTo(10 * 60_000L * minutes.lanes());
    assertThat(minutes.patient()).isTrue();
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> Options.parse("--trucks", "0"))
        .hasMessage("demo: --trucks is '0', expected 1 to 5000");
    assertThatThrownBy(() -> Options.parse("--lanes", "many"))
        .hasMessage("demo: --lanes is 'many', expected 1 to 14");
    assertThatThrownBy(() -> Options.parse("--seed")).hasMessage("demo: --seed needs a value");
    assertThatThrownBy(() -> Options.parse("--store", "oracle"))
        .hasMessage("demo: --store is 'oracle', expected sqlite or postgres");
    assertThatThrownBy(() -> Options.parse("--points", "3"))
        .hasMessage("demo: --points and --only go with --crash");
    assertThatThrownBy(() -> Options.parse("--crash", "--kill"))
        .hasMessage("demo: --kill or --crash, not both");
    assertThatThrownBy(() -> Options.parse("--minutes", "3"))
        .hasMessage("demo: --minutes goes with --faults, and without --kill and --trucks");
    assertThatThrownBy(() -> Options.parse("--crash", "--faults"))
        .hasMessage("demo: --faults or --crash, not both");
    assertThatThrownBy(() -> Options.parse("--fast")).hasMessage("demo: unknown option '--fast'");
  }
}
