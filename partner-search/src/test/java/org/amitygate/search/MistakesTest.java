package org.amitygate.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.partner.handover.Deadline;
import org.amitygate.partner.handover.EntryTable;
import org.amitygate.partner.handover.ExitTable;
import org.amitygate.partner.handover.Fact;
import org.amitygate.partner.handover.Guard;
import org.amitygate.partner.handover.MessageType;
import org.amitygate.partner.handover.Note;
import org.amitygate.partner.handover.Output;
import org.amitygate.partner.handover.Row;
import org.amitygate.partner.handover.Table;
import org.amitygate.partner.handover.Wish;
import org.junit.jupiter.api.Test;

/** Mistakes that are more than a missing guard: each breaks the promise that is named. */
class MistakesTest {

  @Test
  void openingOnAccept() {
    Table exit =
        change(
            ExitTable.TABLE,
            row -> row.on() == MessageType.ACCEPT,
            row ->
                with(
                    row,
                    HandoverState.COMMITTED,
                    List.of(new Output.Committed(), new Output.Open())));
    assertThat(broken(exit, EntryTable.TABLE)).matches("[15]: .*");
  }

  @Test
  void revokingAfterCommitOk() {
    Table entry = also(EntryTable.TABLE, Wish.REFUSE, HandoverState.COMMITTED);
    assertThat(broken(ExitTable.TABLE, entry)).matches("[125]: .*");
  }

  @Test
  void aDeniedCommitThatLeavesTheEpochOpen() {
    Table entry =
        change(
            EntryTable.TABLE,
            row -> row.when().contains(Guard.CANNOT_TAKE),
            row -> with(row, HandoverState.ACCEPTED, sendsOf(row)));
    assertThat(broken(ExitTable.TABLE, entry)).matches("[45]: .*");
  }

  @Test
  void withdrawingAfterTheIntent() {
    Table exit = also(ExitTable.TABLE, Wish.WITHDRAW, HandoverState.OPENING);
    assertThat(broken(exit, EntryTable.TABLE))
        .isEqualTo("1: the command of a closed epoch can still open the barrier");
  }

  @Test
  void abortingWithoutAProof() {
    Table exit =
        change(
            ExitTable.TABLE,
            row -> row.on() == Fact.UNPROVEN,
            row -> with(row, HandoverState.LOCAL, outputsOf(ExitTable.TABLE, Fact.NOT_OPENED)));
    assertThat(broken(exit, EntryTable.TABLE)).matches("[12]: .*");
  }

  @Test
  void annullingWithoutTheOtherSide() {
    Table exit =
        change(
            ExitTable.TABLE,
            row -> row.on() == Fact.NOT_DEPARTED,
            row -> with(row, HandoverState.LOCAL, List.of(new Output.NewEpoch())));
    assertThat(broken(exit, EntryTable.TABLE)).matches("[45]: .*");
  }

  @Test
  void notHearingReceivedWhileAPersonDecides() {
    Table exit =
        change(
            ExitTable.TABLE,
            row -> row.on() == MessageType.RECEIVED,
            row -> in(row, EnumSet.of(HandoverState.IN_STRIP, HandoverState.MISMATCH)));
    assertThat(broken(exit, EntryTable.TABLE)).matches("5: .*");
  }

  @Test
  void givingUpTheCommitWithoutAWord() {
    Table exit =
        change(
            ExitTable.TABLE,
            row -> row.on() == Deadline.COMMIT,
            row -> with(row, HandoverState.LOCAL, List.of(new Output.NewEpoch())));
    assertThat(broken(exit, EntryTable.TABLE)).matches("[45]: .*");
  }

  /** Another vehicle in the strip while S has not opened: R must still hear that S gave up. */
  @Test
  void notHearingAnAbortAfterAMismatch() {
    Table entry =
        change(
            EntryTable.TABLE,
            row -> row.on() == MessageType.ABORT && row.in().contains(HandoverState.MISMATCH),
            row -> in(row, EnumSet.of(HandoverState.ACCEPTED, HandoverState.COMMITTED)));
    assertThat(broken(ExitTable.TABLE, entry)).matches("5: .*");
  }

  /** S goes to MISMATCH while its own barrier is not settled, and forgets it. */
  @Test
  void forgettingTheBarrierOnAMismatch() {
    Table exit =
        change(
            ExitTable.TABLE,
            row -> row.on() == MessageType.MISMATCH && row.to().isEmpty(),
            row -> with(row, HandoverState.MISMATCH, row.outputs()));
    assertThat(broken(exit, EntryTable.TABLE)).matches("[45]: .*");
  }

  @Test
  void anOfferThatWaitsAndIsNotForgotten() {
    Table exit =
        change(
            ExitTable.TABLE,
            row -> row.on() == Wish.WITHDRAW && row.in().contains(HandoverState.LOCAL),
            row -> new Row(row.in(), row.on(), row.when(), row.to(), List.of(), row.source()));
    assertThat(broken(exit, EntryTable.TABLE))
        .isEqualTo("READY: an OFFER that the flow did not ask for");
  }

  /** R does not rely on S: what its people hold it does not commit to. */
  @Test
  void leavingAnOfferStandingThatTheOtherSideHoldsBreaksNothing() {
    Table exit =
        change(
            ExitTable.TABLE,
            row -> row.on() == MessageType.ADVISE_HOLD && row.to().isPresent(),
            row ->
                new Row(
                    row.in(),
                    row.on(),
                    row.when(),
                    Optional.empty(),
                    List.of(new Output.Remember(Note.ADVICE, "held")),
                    row.source()));
    assertThat(found(exit, EntryTable.TABLE, Setup.of(Talk.ADVICE, 1))).isEmpty();
  }

  @Test
  void holdingWhatIsPromised() {
    Table entry =
        change(
            EntryTable.TABLE,
            row -> row.on() == Wish.ADVISE_HOLD,
            row -> in(row, EnumSet.of(HandoverState.LOCAL, HandoverState.COMMITTED)));
    assertThat(found(ExitTable.TABLE, entry, Setup.of(Talk.ADVICE, 1)).orElseThrow().promise())
        .isEqualTo("LOCAL: R is bound to take a vehicle that its people hold");
  }

  @Test
  void takingAnOfferOfAnotherLane() {
    Table entry =
        change(
            EntryTable.TABLE,
            row -> row.when().contains(Guard.OFFER_MISFITS),
            row -> with(row, HandoverState.OFFERED, List.of(new Output.AdoptEpoch())));
    assertThat(broken(ExitTable.TABLE, entry))
        .isEqualTo("READY: an offer of another lane than the crossing's is not refused");
  }

  @Test
  void notHearingWhatTwoPeopleSignedWhileAPersonDecides() {
    Table exit =
        change(
            ExitTable.TABLE,
            row -> row.on() == MessageType.RECEIVED,
            row -> {
              Set<HandoverState> states = EnumSet.copyOf(row.in());
              states.remove(HandoverState.HOLD_BARRIER);
              return in(row, states);
            });
    assertThat(broken(exit, EntryTable.TABLE)).matches("5: .*");
  }

  @Test
  void theShortestWayToABrokenPromiseIsTold() {
    Table exit =
        change(
            ExitTable.TABLE,
            row -> row.on() == MessageType.COMMIT_OK,
            row -> new Row(row.in(), row.on(), List.of(), row.to(), row.outputs(), row.source()));
    Setup setup = Setup.of(Network.Kind.ANY_ORDER, 2).judgingTables();
    Counterexample found = found(exit, EntryTable.TABLE, setup).orElseThrow();
    assertThat(found.steps()).hasSize(6);
    assertThat(found.steps().get(0)).startsWith("S: OFFER  →  S OFFERED in epoch 1, R LOCAL");
    assertThat(found.steps().get(5)).startsWith("S: COMMIT_OK of epoch 2  →  ");
  }

  private static Optional<Counterexample> found(Table exit, Table entry, Setup setup) {
    return new Search(exit, entry, setup).run().found();
  }

  private static String broken(Table exit, Table entry) {
    return found(exit, entry, Setup.of(Network.Kind.ANY_ORDER, 2))
        .map(Counterexample::promise)
        .orElse("nothing");
  }

  private static Table change(Table table, Predicate<Row> which, UnaryOperator<Row> change) {
    assertThat(table.rows()).anyMatch(which);
    return new Table(
        table.role(),
        table.rows().stream().map(row -> which.test(row) ? change.apply(row) : row).toList());
  }

  /** The first row of this wish applies in one more state. */
  private static Table also(Table table, Wish wish, HandoverState state) {
    Row first = table.rows().stream().filter(row -> row.on() == wish).findFirst().orElseThrow();
    Set<HandoverState> states = EnumSet.copyOf(first.in());
    states.add(state);
    return change(table, row -> row == first, row -> in(row, states));
  }

  private static Row in(Row row, Set<HandoverState> states) {
    return new Row(states, row.on(), row.when(), row.to(), row.outputs(), row.source());
  }

  private static Row with(Row row, HandoverState to, List<Output> outputs) {
    return new Row(row.in(), row.on(), row.when(), Optional.of(to), outputs, row.source());
  }

  private static List<Output> sendsOf(Row row) {
    return row.outputs().stream().filter(Output.Send.class::isInstance).toList();
  }

  private static List<Output> outputsOf(Table table, Fact fact) {
    return table.rows().stream()
        .filter(row -> row.on() == fact)
        .findFirst()
        .orElseThrow()
        .outputs();
  }
}
