package org.amitygate.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.json.Json;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.Role;
import org.amitygate.core.platform.PlatformHost;
import org.junit.jupiter.api.Test;

/** What people read who update the server. */
class PlatformCommandTest {

  private final TypedCommands typed = new TypedCommands();
  private final Host host = new Host();

  PlatformCommandTest() {
    typed.services.put(PlatformHost.class, host);
  }

  private static final class Host implements PlatformHost {
    String refusal = "";
    String asked = "";

    @Override
    public PlatformView now() {
      return new PlatformView("1.0.1", Path.of("/opt/new"), false, true);
    }

    @Override
    public CompletableFuture<List<ObjectNode>> history() {
      ObjectNode updated =
          Json.object()
              .put("type", "PlatformUpdated")
              .put("from", "1.0.0")
              .put("to", "1.0.1")
              .put("who", "sue")
              .put("why", "new")
              .put("at", "2026-11-23T05:00:00Z");
      updated.putObject("pauseMillis").put("L1", 7_940).put("L2", 8_020);
      updated.putArray("away").add("L3.io");
      return CompletableFuture.completedFuture(List.of(updated));
    }

    @Override
    public CompletableFuture<Void> update(
        Actor actor, Path assembly, String reason, Consumer<String> told) {
      asked = actor.account() + " " + assembly + " " + reason;
      if (!refusal.isEmpty()) {
        return CompletableFuture.failedFuture(new Refusal(refusal));
      }
      told.accept("platform 1.0.2 takes over");
      return CompletableFuture.completedFuture(null);
    }
  }

  @Test
  void showsWhatRunsAndHowLongTheLanesPaused() throws Exception {
    assertThat(typed.run(PlatformCommand.class, c -> {}, Role.VIEWER))
        .contains(
            "platform 1.0.1 in /opt/new, not supervised, an update is under way",
            "PlatformUpdated",
            "L1=7.9s L2=8.0s",
            "L3.io");
    assertThat(typed.run(PlatformCommand.class, c -> c.json = true, Role.VIEWER))
        .contains("\"version\" : \"1.0.1\"", "\"L1\" : 7940", "\"underWay\" : true");
  }

  @Test
  void anUpdateIsToldBeforeTheServerEnds() throws Exception {
    assertThat(
            typed.run(
                PlatformCommand.class,
                c -> c.words = List.of("update", "/srv/x.tar.gz", "--reason", "new"),
                Role.SUPERVISOR))
        .contains("OK platform 1.0.2 takes over");
    assertThat(host.asked).endsWith(" /srv/x.tar.gz new");
  }

  @Test
  void whatCannotBeIsRefused() throws Exception {
    host.refusal = "the gate does not come to rest";
    assertThat(
            typed.run(
                PlatformCommand.class,
                c -> c.words = List.of("update", "/srv/x", "--reason", "new"),
                Role.SUPERVISOR))
        .contains("REFUSED the gate does not come to rest");
    assertThat(typed.run(PlatformCommand.class, c -> c.words = List.of("update"), Role.SUPERVISOR))
        .contains("REFUSED gate:platform update needs the folder or the .tar.gz of an assembly");
    assertThat(typed.run(PlatformCommand.class, c -> c.words = List.of("what"), Role.SUPERVISOR))
        .contains("REFUSED gate:platform knows update, not what");
  }
}
