package org.amitygate.partner.handover;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.handover.HandoverState;

/** Writes a table row by row: {@code rule("…").in(…).on(…).when(…).to(…).then(…)}. */
final class TableBuilder {

  private final Role role;
  private final List<Row> rows = new ArrayList<>();

  TableBuilder(Role role) {
    this.role = role;
  }

  /** Begins a row. @param source the rule in the words of the protocol */
  RowBuilder rule(String source) {
    return new RowBuilder(source);
  }

  Table build() {
    return new Table(role, rows);
  }

  final class RowBuilder {
    private final String source;
    private Set<HandoverState> in = Set.of();
    private Trigger on = Fact.LANE_CHANGED;
    private List<Guard> when = List.of();
    private Optional<HandoverState> to = Optional.empty();

    private RowBuilder(String source) {
      this.source = source;
    }

    RowBuilder in(HandoverState first, HandoverState... more) {
      in = EnumSet.of(first, more);
      return this;
    }

    RowBuilder in(Set<HandoverState> states) {
      in = EnumSet.copyOf(states);
      return this;
    }

    RowBuilder inAny() {
      in = EnumSet.allOf(HandoverState.class);
      return this;
    }

    RowBuilder on(Trigger trigger) {
      on = trigger;
      return this;
    }

    RowBuilder when(Guard... guards) {
      when = List.of(guards);
      return this;
    }

    RowBuilder to(HandoverState state) {
      to = Optional.of(state);
      return this;
    }

    /** Ends the row. */
    TableBuilder then(Output... outputs) {
      rows.add(new Row(in, on, when, to, List.of(outputs), source));
      return TableBuilder.this;
    }
  }
}
