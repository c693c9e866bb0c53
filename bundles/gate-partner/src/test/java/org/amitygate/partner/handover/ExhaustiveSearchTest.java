package org.amitygate.partner.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.amitygate.core.handover.HandoverState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The real tables in every state that they can come to; and tables with one mistake, which must not
 * pass.
 */
class ExhaustiveSearchTest {

  private static final Set<Guard> EPOCH_CHECKS =
      EnumSet.of(Guard.THIS_EPOCH, Guard.OPEN_EPOCH, Guard.NEWER_EPOCH, Guard.COMMITTED_EPOCH);

  @Test
  void theProtocolHoldsInEveryState() {
    ExhaustiveSearch search = new ExhaustiveSearch(ExitTable.TABLE, EntryTable.TABLE).run();
    assertThat(search.states()).isGreaterThan(90_000);
    List<Row> moving = new ArrayList<>(ExitTable.TABLE.rows());
    moving.addAll(EntryTable.TABLE.rows());
    moving.removeIf(row -> row.to().isEmpty() || row.when().contains(Guard.JUST_BEGUN));
    moving.removeIf(
        row -> row.when().contains(Guard.OPENING_WANTED)); // R's own barrier is not modelled
    assertThat(search.model().taken).containsAll(moving);
  }

  /**
   * Old RECEIVED, MISMATCH, CLEARED and DEPARTED cannot be: after them there is no further epoch.
   */
  @ParameterizedTest
  @EnumSource(
      value = MessageType.class,
      names = {
        "ACCEPT",
        "REFUSE",
        "COMMIT_OK",
        "COMMIT_DENIED",
        "OFFER",
        "WITHDRAW",
        "ABORT",
        "NOT_DEPARTED",
        "COMMIT"
      })
  void withoutTheEpochCheckOf(MessageType type) {
    UnaryOperator<Row> unchecked =
        row ->
            new Row(
                row.in(),
                row.on(),
                row.when().stream()
                    .filter(guard -> row.on() != type || !EPOCH_CHECKS.contains(guard))
                    .toList(),
                row.to(),
                row.outputs(),
                row.source());
    fails(map(ExitTable.TABLE, unchecked), map(EntryTable.TABLE, unchecked), ".*");
  }

  @Test
  void openingOnAccept() {
    Table exit =
        change(
            ExitTable.TABLE,
            row -> row.on() == MessageType.ACCEPT,
            row -> with(row, HandoverState.COMMITTED, Output.committed(), Output.open()));
    assertThatThrownBy(() -> new ExhaustiveSearch(exit, EntryTable.TABLE).safety())
        .hasMessageStartingWith("1: opened in epoch 1 without R's COMMIT_OK in force");
  }

  @Test
  void revokingAfterCommitOk() {
    Table entry =
        change(
            EntryTable.TABLE,
            row -> row.on() == Wish.REFUSE,
            row ->
                new Row(
                    EnumSet.of(
                        HandoverState.OFFERED, HandoverState.ACCEPTED, HandoverState.COMMITTED),
                    row.on(),
                    row.when(),
                    row.to(),
                    row.outputs(),
                    row.source()));
    fails(ExitTable.TABLE, entry, "[25]: .*");
  }

  @Test
  void aDeniedCommitThatLeavesTheEpochOpen() {
    Table entry =
        change(
            EntryTable.TABLE,
            row -> row.when().contains(Guard.CANNOT_TAKE),
            row ->
                with(
                    row,
                    HandoverState.ACCEPTED,
                    Output.send(MessageType.COMMIT_DENIED).with("code")));
    fails(ExitTable.TABLE, entry, "[45]: .*");
  }

  @Test
  void withdrawingAfterTheIntent() {
    Table exit =
        change(
            ExitTable.TABLE,
            row -> row.on() == Wish.WITHDRAW && row.in().contains(HandoverState.COMMITTING),
            row ->
                new Row(
                    EnumSet.of(HandoverState.COMMITTING, HandoverState.OPENING),
                    row.on(),
                    row.when(),
                    row.to(),
                    row.outputs(),
                    row.source()));
    fails(exit, EntryTable.TABLE, "1: the command of closed epoch 1 can still open");
  }

  @Test
  void abortingWithoutAProof() {
    Table exit =
        change(
            ExitTable.TABLE,
            row -> row.on() == Fact.UNPROVEN,
            row ->
                with(row, HandoverState.LOCAL, Output.send(MessageType.ABORT), Output.newEpoch()));
    fails(exit, EntryTable.TABLE, "[12]: .*");
  }

  @Test
  void annullingWithoutTheOtherSide() {
    Table exit =
        change(
            ExitTable.TABLE,
            row -> row.on() == Fact.NOT_DEPARTED,
            row -> with(row, HandoverState.LOCAL, Output.newEpoch()));
    fails(exit, EntryTable.TABLE, "[45]: .*");
  }

  @Test
  void notHearingReceivedWhileAPersonDecides() {
    Table exit =
        change(
            ExitTable.TABLE,
            row -> row.on() == MessageType.RECEIVED,
            row ->
                new Row(
                    EnumSet.of(HandoverState.IN_STRIP, HandoverState.MISMATCH),
                    row.on(),
                    row.when(),
                    row.to(),
                    row.outputs(),
                    row.source()));
    fails(exit, EntryTable.TABLE, "5: .*");
  }

  @Test
  void givingUpTheCommitWithoutAWord() {
    Table exit =
        change(
            ExitTable.TABLE,
            row -> row.on() == Deadline.COMMIT,
            row -> with(row, HandoverState.LOCAL, Output.newEpoch()));
    fails(exit, EntryTable.TABLE, "[45]: .*");
  }

  private static void fails(Table exit, Table entry, String how) {
    assertThatThrownBy(() -> new ExhaustiveSearch(exit, entry).run())
        .isInstanceOf(Violation.class)
        .satisfies(
            violation ->
                assertThat(violation.getMessage().lines().findFirst().orElse("")).matches(how));
  }

  private static Table change(Table table, Predicate<Row> which, UnaryOperator<Row> change) {
    assertThat(table.rows()).anyMatch(which);
    return map(table, row -> which.test(row) ? change.apply(row) : row);
  }

  private static Table map(Table table, UnaryOperator<Row> change) {
    return new Table(table.role(), table.rows().stream().map(change).toList());
  }

  private static Row with(Row row, HandoverState to, Output... outputs) {
    return new Row(row.in(), row.on(), row.when(), Optional.of(to), List.of(outputs), row.source());
  }
}
