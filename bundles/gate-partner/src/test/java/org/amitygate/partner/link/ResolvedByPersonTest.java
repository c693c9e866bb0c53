package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.amitygate.core.barrier.Barriers;
import org.amitygate.core.crossing.FlowVersions;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.crossing.QuestionDesk;
import org.amitygate.core.device.Scheduler;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.Operations;
import org.amitygate.core.operations.Role;
import org.amitygate.device.Command;
import org.amitygate.device.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person says what happened at a barrier, by the real table. */
class ResolvedByPersonTest {

  private static final Actor GUARD = new Actor("guard", Set.of(Role.BORDER_GUARD));

  @TempDir Path folder;

  /** Its devices never answer, and no time passes. */
  private static Operations operations(TestGate gate) {
    Scheduler never = (delay, task) -> () -> {};
    QuestionDesk.Devices silent =
        new QuestionDesk.Devices() {
          @Override
          public CompletableFuture<Outcome> ask(String device, Command command, Duration within) {
            return new CompletableFuture<>();
          }
        };
    Barriers barriers =
        new Barriers(
            gate.journal,
            bytes -> "digest",
            Runnable::run,
            gate,
            gate.crossings,
            () -> gate.link.handovers(),
            silent,
            () -> Instant.EPOCH,
            never,
            UUID::randomUUID);
    FlowVersions versions = new FlowVersions(gate.journal, gate.crossings, () -> gate, never);
    return new Operations(
        gate.journal,
        gate,
        gate.crossings,
        versions,
        barriers,
        () -> gate.link.handovers(),
        UUID::randomUUID);
  }

  @Test
  void whatTheTableIgnoresIsRefusedAndNotRecorded() {
    GatePair pair = GatePair.of(folder);
    TestGate exit = pair.exit();
    Operations operations = operations(exit);
    exit.begin(Map.of("plate", "29C-123.45", "declaration", "DEC-000017", "lane", "L3"));
    pair.upTo(HandoverState.OPENING);
    exit.event(new HandoverEvent.Opened());
    exit.hold(HoldReason.BARRIER_UNKNOWN);
    String truck = TestGate.TRUCK.toString();
    assertThatThrownBy(() -> operations.resolve(GUARD, truck, "departed", "seen").join())
        .hasMessageContaining("is OPENED with the partner");
    assertThat(exit.timeline()).noneMatch(entry -> entry.type().equals("BarrierDecidedByPerson"));

    exit.event(new HandoverEvent.Unproven("the controller was away"));
    assertThat(operations.resolve(GUARD, truck, "departed", "seen").join())
        .endsWith(": departed, by guard");
    assertThat(exit.state()).isEqualTo(HandoverState.IN_STRIP);
    assertThat(exit.timeline()).anyMatch(entry -> entry.type().equals("BarrierDecidedByPerson"));
  }
}
