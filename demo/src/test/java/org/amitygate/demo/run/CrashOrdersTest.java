package org.amitygate.demo.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files by which the agent is told, as its Trigger describes them. */
class CrashOrdersTest {
  @TempDir Path folder;
  private Path agent;
  private CrashOrders orders;

  @BeforeEach
  void begin() {
    agent = folder.resolve("crash");
    orders = new CrashOrders(agent);
  }

  private void write(String file, String line) throws IOException {
    Files.writeString(agent.resolve(file), line);
  }

  @Test
  void anOrderHasANumberAndIsTakenWithIt() throws IOException {
    orders.give("commit:A:before", 2);
    assertThat(agent.resolve("order")).hasContent("1 2 commit:A:before\n");
    assertThat(orders.taken()).isFalse();
    write("taken", "1\n");
    assertThat(orders.taken()).isTrue();
    orders.takeBack();
    assertThat(agent.resolve("order")).hasContent("2 0 -\n");
    assertThat(orders.taken()).isFalse();
  }

  @Test
  void aHitIsFoundOnce() throws IOException {
    assertThat(orders.takeHit()).isEmpty();
    orders.give("commit:A:before", 1);
    write("hit", "1 commit:A:before B=0188,A=0189\n");
    CrashOrders.Hit hit = orders.takeHit().orElseThrow();
    assertThat(hit.point()).isEqualTo("commit:A:before");
    assertThat(hit.records())
        .containsExactly(
            Map.entry("commit:B:before", "0188"), Map.entry("commit:A:before", "0189"));
    assertThat(hit.points()).containsExactly("commit:A:before", "commit:B:before");
    assertThat(orders.takeHit()).isEmpty();
    write("hit", "1 evidence:kept \n");
    assertThat(orders.takeHit()).contains(CrashOrders.Hit.of("evidence:kept", ""));
    write("hit", "1 commit:state:after state=\n");
    assertThat(orders.takeHit().orElseThrow().points()).containsExactly("commit:state:after");
  }

  @Test
  void whatCameByIsNamedOnce() throws IOException {
    assertThat(orders.seen()).isEmpty();
    orders.takeBack();
    write("seen", "b\na\nb\n");
    assertThat(orders.seen()).containsExactly("a", "b");
  }
}
