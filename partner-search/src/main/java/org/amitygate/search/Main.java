package org.amitygate.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.amitygate.partner.handover.EntryTable;
import org.amitygate.partner.handover.ExitTable;
import org.amitygate.partner.lane.LaneTable;
import org.amitygate.search.lane.LaneProof;
import org.jspecify.annotations.Nullable;

/** {@code ./gate prove partner --only search}: exit code 0 only if everything holds. */
public final class Main {

  private static final String USAGE =
      "usage: ./gate prove partner --only search [--small] [--json FILE]\n\n"
          + "Searches every state of both sides' handover tables, and of the table that turns"
          + " lanes.\n"
          + "  --small      two epochs only, in seconds\n"
          + "  --json FILE  writes the counts\n";

  private Main() {}

  public static void main(String[] args) throws IOException {
    boolean small = false;
    Path json = null;
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--small")) {
        small = true;
      } else if (args[i].equals("--json") && i + 1 < args.length) {
        json = Path.of(args[++i]);
      } else {
        System.err.print(USAGE);
        System.exit(args[i].equals("--help") ? 0 : 2);
      }
    }
    System.exit(prove(small, json) ? 0 : 1);
  }

  private static boolean prove(boolean small, @Nullable Path json) throws IOException {
    Proof proof =
        small
            ? Proof.small(ExitTable.TABLE, EntryTable.TABLE, System.out::println)
            : Proof.full(ExitTable.TABLE, EntryTable.TABLE, System.out::println);
    proof.run();
    LaneProof lanes = new LaneProof(LaneTable.TABLE, small ? 2 : 3, System.out::println).run();
    Map<String, Long> counts = new LinkedHashMap<>(proof.counts());
    lanes.counts().forEach((name, count) -> counts.merge(name, count, Long::sum));
    counts.forEach((name, count) -> System.out.printf("%-20s %d%n", name, count));
    if (json != null) {
      Files.writeString(json, json(counts));
    }
    return proof.holds() && lanes.holds();
  }

  private static String json(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .map(entry -> "  \"" + entry.getKey() + "\": " + entry.getValue())
        .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
  }
}
