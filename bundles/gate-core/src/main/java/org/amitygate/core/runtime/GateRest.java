package org.amitygate.core.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.amitygate.core.crossing.StageRuns;
import org.amitygate.core.device.DeviceView;
import org.amitygate.core.device.Devices;
import org.amitygate.core.device.Scheduler;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.platform.Rest;
import org.amitygate.core.time.GateClock;

/** The rest of a gate: its stages and the commands of its devices. */
final class GateRest implements Rest {

  private static final Duration LOOK = Duration.ofMillis(10);

  private final StageRuns stages;
  private final Devices devices;
  private final GateClock clock;
  private final Scheduler scheduler;

  GateRest(StageRuns stages, Devices devices, GateClock clock, Scheduler scheduler) {
    this.stages = stages;
    this.devices = devices;
    this.clock = clock;
    this.scheduler = scheduler;
  }

  @Override
  public CompletableFuture<Void> come(Duration atMost) {
    CompletableFuture<Void> rest = new CompletableFuture<>();
    stages.pause();
    look(clock.now().plus(atMost), rest);
    return rest;
  }

  @Override
  public void end() {
    stages.resume();
  }

  private void look(Instant latest, CompletableFuture<Void> rest) {
    List<String> underWay = new ArrayList<>(stages.running());
    List<String> ids = devices.views().stream().map(DeviceView::id).toList();
    List<CompletableFuture<Boolean>> asked = ids.stream().map(devices::unsafeUnderWay).toList();
    // A driver that keeps its strand does not keep the gate from deciding.
    scheduler.after(
        asked.stream().allMatch(CompletableFuture::isDone) ? Duration.ZERO : LOOK,
        () -> {
          for (int i = 0; i < ids.size(); i++) {
            if (asked.get(i).getNow(true)) {
              underWay.add("a command to " + ids.get(i));
            }
          }
          decide(latest, underWay, rest);
        });
  }

  private void decide(Instant latest, List<String> underWay, CompletableFuture<Void> rest) {
    if (underWay.isEmpty()) {
      rest.complete(null);
    } else if (clock.now().isBefore(latest)) {
      scheduler.after(LOOK, () -> look(latest, rest));
    } else {
      end();
      rest.completeExceptionally(
          new Refusal(
              "the gate does not come to rest: %s has not ended; nothing was changed, try again later"
                  .formatted(String.join(", ", underWay))));
    }
  }
}
