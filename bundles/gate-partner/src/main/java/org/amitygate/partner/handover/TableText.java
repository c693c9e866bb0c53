package org.amitygate.partner.handover;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.amitygate.core.crossing.Role;

/** Tables as text for people: the protocol notes show them, and a test compares the two. */
public final class TableText {

  private TableText() {}

  /** A Markdown table with a line for each row. */
  public static String markdown(Table table) {
    StringBuilder text =
        new StringBuilder(
            "| row | in | on | when | to | then | rule |\n|---|---|---|---|---|---|---|\n");
    int number = 0;
    for (Row row : table.rows()) {
      number++;
      boolean any = row.in().size() == org.amitygate.core.handover.HandoverState.values().length;
      String in =
          any ? "any" : row.inOrder().stream().map(Enum::name).collect(Collectors.joining(", "));
      String when = row.when().stream().map(Enum::name).collect(Collectors.joining(", "));
      String then = row.outputs().stream().map(TableText::text).collect(Collectors.joining("; "));
      String to = row.to().map(Enum::name).orElse("");
      text.append("| " + name(table.role(), number) + " | ")
          .append(String.join(" | ", in, text(row.on()), when, to, then, row.source()))
          .append(" |\n");
    }
    return text.toString();
  }

  /** Such as {@code S7}: the seventh row of the exit side's table. */
  public static String name(Role role, int number) {
    return (role == Role.EXIT ? "S" : "R") + number;
  }

  /**
   * Such as {@code message ACCEPT}, {@code wish OFFER}, {@code fact OPENED}, {@code deadline
   * COMMIT}.
   */
  public static String text(Trigger trigger) {
    if (trigger instanceof MessageType) {
      return "message " + trigger.name();
    } else if (trigger instanceof Wish) {
      return "wish " + trigger.name();
    } else if (trigger instanceof Fact) {
      return "fact " + trigger.name();
    }
    return "deadline " + trigger.name();
  }

  /** Such as {@code send ABORT(reason=NOT_OPENED, cause)}. */
  public static String text(Output output) {
    if (output instanceof Output.Send send) {
      String valid = send.valid().map(limit -> " valid " + limit.key()).orElse("");
      return "send " + send.type() + members(send.fixed(), send.keys()) + valid;
    } else if (output instanceof Output.Signal signal) {
      return "signal " + signal.name() + members(signal.fixed(), signal.keys());
    } else if (output instanceof Output.Hold hold) {
      return "hold " + hold.reason() + "(" + hold.key() + ")";
    } else if (output instanceof Output.Alarm alarm) {
      return "alarm " + alarm.code();
    } else if (output instanceof Output.Within within) {
      return "deadline " + within.what() + " in " + within.limit().key();
    } else if (output instanceof Output.Cancel cancel) {
      return "no deadline " + cancel.what();
    } else if (output instanceof Output.Reseal) {
      return "the seal is newSeal";
    } else if (output instanceof Output.Remember remember) {
      return "remember " + remember.note().key() + "=" + remember.value();
    } else if (output instanceof Output.Keep keep) {
      return "remember " + keep.note().key() + "=(" + keep.key() + ")";
    } else if (output instanceof Output.Forget forget) {
      return "forget " + forget.note().key();
    } else if (output instanceof Output.NewEpoch) {
      return "epoch + 1";
    } else if (output instanceof Output.AdoptEpoch) {
      return "epoch of the message";
    } else if (output instanceof Output.Committed) {
      return "committed in this epoch";
    }
    return "open";
  }

  private static String members(Map<String, String> fixed, List<String> keys) {
    List<String> all =
        new TreeMap<>(fixed)
            .entrySet().stream().map(Map.Entry::toString).collect(Collectors.toList());
    all.addAll(keys);
    return all.isEmpty() ? "" : "(" + String.join(", ", all) + ")";
  }
}
