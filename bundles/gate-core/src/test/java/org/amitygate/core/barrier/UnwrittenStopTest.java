package org.amitygate.core.barrier;

import static org.amitygate.core.bench.Bench.GUARD;
import static org.amitygate.core.bench.Bench.SUPERVISOR;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.function.Consumer;
import org.amitygate.core.handover.HandoverEvent.NotOpened;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.Role;
import org.amitygate.device.Command;
import org.junit.jupiter.api.Test;

/** A GATE_STOP is in force from the moment it is asked for, whatever the journal does. */
class UnwrittenStopTest extends AtAnOpening {

  private String stop(String laneOrAll) {
    return bench.told(bench.operations.stop(GUARD, laneOrAll, "fire"));
  }

  @Test
  void oneThatTheJournalRefusesIsInForceAndThePersonIsTold() {
    bench.journal.down(true);
    assertThat(stop("all"))
        .isEqualTo(
            "refused: the journal did not take it (the disk is full): GATE_STOP is in force for"
                + " all, but only until the server starts again; stop once more when the journal"
                + " can be written");
    bench.journal.down(false);
    assertThat(bench.commitOk(id))
        .contains("GATE_STOP: it was asked for and is not written: stop again, then resume");
    assertThat(controller.sent(Command.OPEN)).isZero();
  }

  @Test
  void itKeepsACommandThatIsAboutToLeave() {
    bench.exchange("L1");
    bench.commitOk(id);
    bench.journal.down(true);
    stop("L1");
    bench.exchanged("L1");
    assertThat(controller.sent(Command.OPEN)).isZero();
    bench.journal.down(false);
    bench.pass(LONG);
    assertThat(controller.sent(Command.OPEN)).isZero();
    assertThat(at.ends()).containsExactly(new NotOpened("STOP"));
  }

  @Test
  void itIsResumedOnceItIsWritten() {
    bench.journal.down(true);
    stop("L1");
    bench.journal.down(false);
    assertThat(bench.told(bench.operations.resume(GUARD, "L1", "over"))).contains("stop again");
    assertThat(stop("L1")).isEqualTo("GATE_STOP is in force for L1");
    bench.told(bench.operations.resume(GUARD, "L1", "over"));
    bench.told(bench.operations.resume(SUPERVISOR, "L1", "over"));
    assertThat(bench.commitOk(id)).isEmpty();
    assertThat(controller.sent(Command.OPEN)).isEqualTo(1);
  }

  @Test
  void oneThatIsRefusedToAPersonStopsNothing() {
    Actor customs = new Actor("customs", Set.of(Role.CUSTOMS));
    assertThat(bench.told(bench.operations.stop(customs, "all", "fire")))
        .contains("needs the role");
    assertThat(bench.told(bench.operations.stop(GUARD, "all", " "))).contains("a reason is needed");
    assertThat(stop("L9")).contains("this gate has no lane 'L9'");
    assertThat(bench.commitOk(id)).isEmpty();
    assertThat(controller.sent(Command.OPEN)).isEqualTo(1);
  }

  @Test
  void theLiftingOfTheOneBeforeDoesNotLiftIt() {
    stop("L1");
    bench.told(bench.operations.resume(GUARD, "L1", "over"));
    bench.operations.resume(SUPERVISOR, "L1", "over"); // waits for the writer
    bench.barriers.orders().stop("L1", GUARD, "again"); // waits behind it
    bench.settle();
    assertThat(bench.barriers.stops().unlessStopped("L1", () -> true)).isFalse();
  }

  private boolean blocked() {
    return !bench.barriers.stops().unlessStopped("L1", () -> true);
  }

  private void write(Consumer<Transaction> work) {
    bench.journal.submit(
        tx -> {
          work.accept(tx);
          return "";
        });
    bench.settle();
  }

  private String resume(Actor actor) {
    return bench.told(bench.operations.resume(actor, "L1", "over"));
  }

  @Test
  void ofTwoAtOnceBothAreLiftedWhicheverWasWrittenFirst() {
    var first = bench.barriers.orders().stop("L1", GUARD, "fire");
    var second = bench.barriers.orders().stop("L1", GUARD, "fire");
    write(second);
    write(first);
    resume(GUARD);
    assertThat(resume(SUPERVISOR)).isEqualTo("the GATE_STOP of L1 is lifted");
    assertThat(blocked()).isFalse();
  }

  @Test
  void oneThatComesWhileOneIsWrittenIsLiftedWithIt() {
    stop("L1");
    stop("L1");
    resume(GUARD);
    resume(SUPERVISOR);
    assertThat(blocked()).isFalse();
  }

  @Test
  void oneWhoseCommitFailedIsNotLiftedWithTheOneBefore() {
    stop("L1");
    resume(GUARD);
    var again = bench.barriers.orders().stop("L1", GUARD, "again");
    write(
        again.andThen(
            tx -> {
              throw new IllegalStateException("the batch is not stored");
            }));
    assertThat(resume(SUPERVISOR))
        .contains("is lifted, but another is in force")
        .contains("stop again");
    assertThat(blocked()).isTrue();
  }

  @Test
  void oneOfBeforeAStartIsLiftedAfterIt() {
    stop("L1");
    stop("L1");
    bench.crash();
    bench.open();
    stop("L1");
    resume(GUARD);
    assertThat(resume(SUPERVISOR)).isEqualTo("the GATE_STOP of L1 is lifted");
    assertThat(blocked()).isFalse();
  }

  @Test
  void itIsWrittenAlsoWhileThePartnersLinkIsAway() {
    bench.handoverAway = true;
    assertThat(stop("L1")).isEqualTo("GATE_STOP is in force for L1");
    bench.handoverAway = false;
    bench.crash();
    bench.open();
    assertThat(blocked()).isTrue();
  }

  @Test
  void whoseStopFailsByADefectIsToldThatItIsInForce() {
    bench.desk = null; // the handover fails
    assertThat(stop("L1")).contains("GATE_STOP is in force for L1, but only until");
  }
}
