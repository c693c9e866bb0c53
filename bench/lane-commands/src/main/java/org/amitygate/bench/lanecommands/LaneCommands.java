package org.amitygate.bench.lanecommands;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.CrossingDesk;
import org.amitygate.core.crossing.Effect;
import org.amitygate.core.crossing.EffectHandler;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.device.Devices;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;
import org.amitygate.core.outbox.Sender;
import org.amitygate.device.Command;
import org.amitygate.device.Outcome;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Opens a lane for a stage: the command is queued in the stage's commit, sent from the outbox, and
 * its outcome recorded in the commit that takes it out of there; then the lane is told. The product
 * has no such effect, since only the interlock opens a border barrier; the benchmark's flow reaches
 * this one as {@code authority:lane?ask=open}, in the place of the authorities that the benchmark
 * does not have.
 */
@Component(
    service = {EffectHandler.class, Sender.class},
    property = {
      "gate.effect=authority",
      "gate.sender=" + LaneCommands.KIND,
      "service.ranking:Integer=1"
    })
public final class LaneCommands implements EffectHandler, Sender {

  static final String KIND = "lane-command";
  private static final Duration WITHIN = Duration.ofSeconds(30);

  private final CrossingDesk crossings;
  private final Devices devices;

  @Activate
  public LaneCommands(@Reference CrossingDesk crossings, @Reference Devices devices) {
    this.crossings = crossings;
    this.devices = devices;
  }

  @Override
  public void commit(Transaction tx, Crossing crossing, Effect effect) {
    String device = crossing.lane() + ".io";
    ObjectNode intent =
        Json.object()
            .put("device", device)
            .put("command", "open-lane")
            .put("event", crossing.fact("event"));
    crossings.note(tx, crossing, "LaneCommandIntended", intent);
    ObjectNode body = intent.deepCopy().put("crossing", crossing.id().toString());
    String id = KIND + "/" + crossing.id() + "/" + crossing.visit();
    tx.enqueue(new Outgoing(id, KIND + ":" + device, KIND, tx.now(), body));
  }

  @Override
  public CompletionStage<Journal.Work<?>> send(Outgoing outgoing) {
    return execute(outgoing, "open-lane").thenApply(outcome -> tx -> ended(tx, outgoing, outcome));
  }

  private CompletableFuture<Outcome> execute(Outgoing outgoing, String name) {
    UUID id = UUID.nameUUIDFromBytes((outgoing.id() + name).getBytes(StandardCharsets.UTF_8));
    String event = outgoing.body().path("event").asText();
    Command command = new Command(id, name, Map.of("event", event));
    return devices.execute(outgoing.body().path("device").asText(), command, WITHIN);
  }

  private Object ended(Transaction tx, Outgoing outgoing, Outcome outcome) {
    UUID id = UUID.fromString(outgoing.body().path("crossing").asText());
    Crossing crossing = crossings.find(tx, id).orElseThrow();
    ObjectNode body =
        Json.object()
            .put("command", "open-lane")
            .put("event", outgoing.body().path("event").asText())
            .put("outcome", outcome.getClass().getSimpleName());
    crossings.note(tx, crossing, "LaneCommandEnded", body);
    if (outcome instanceof Outcome.Done) {
      crossings.done(tx, crossing);
    } else {
      crossings.hold(tx, crossing, HoldReason.SYSTEM, "the lane did not open: " + outcome);
    }
    crossings.put(tx, crossing);
    tx.afterCommit(() -> execute(outgoing, "confirm"));
    return id;
  }
}
