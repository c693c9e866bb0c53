package org.amitygate.demo.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.amitygate.demo.report.CrossingRow;
import org.amitygate.demo.view.Scene.Gate;

/** Draws a scene as lines of text. Grey when normal; colour only for what needs a person. */
final class Picture {
  private static final String RED = "\u001b[31m";
  private static final String GREY = "\u001b[90m";
  private static final String BOLD = "\u001b[1m";
  private static final String PLAIN = "\u001b[0m";
  private static final int LANE = 5;
  private static final int PLATE = 13;
  private static final int STAGE = 19;
  private static final int MOST_HOLDS = 8;

  private final int columns;

  Picture(int columns) {
    this.columns = Math.max(60, columns);
  }

  List<String> draw(Scene scene) {
    int half = (columns - LANE - 3) / 2;
    List<String> lines = new ArrayList<>();
    lines.add(BOLD + Columns.cut(title(scene), columns) + PLAIN);
    lines.add("");
    lines.add(
        Columns.fit("lane", LANE)
            + head(scene.exports(), half)
            + " → "
            + head(scene.imports(), half));
    for (String lane : scene.lanes()) {
      lines.add(
          Columns.fit(lane, LANE)
              + cell(at(scene.exports(), lane), half)
              + "   "
              + cell(at(scene.imports(), lane), half));
    }
    lines.add("");
    lines.add(link(scene));
    lines.add(Columns.cut(totals(scene), columns));
    holds(scene, lines);
    if (!scene.note().isEmpty()) {
      lines.add("");
      lines.addAll(scene.note().lines().map(line -> Columns.cut(line, columns)).toList());
    }
    return lines;
  }

  private static String title(Scene scene) {
    return "Amity Gate   "
        + scene.exports().name()
        + " → "
        + scene.imports().name()
        + "   seed "
        + scene.seed()
        + String.format("   %d:%02d", scene.seconds() / 60, scene.seconds() % 60);
  }

  private static String head(Gate gate, int width) {
    String text = gate.name() + (gate.up() ? "" : " (starting)");
    return (gate.up() ? BOLD : RED) + Columns.fit(text, width) + PLAIN;
  }

  private static List<CrossingRow> at(Gate gate, String lane) {
    return gate.open().stream().filter(row -> row.underWay() && row.lane().equals(lane)).toList();
  }

  /** The crossing that came last is the one that stands there; others are behind the barrier. */
  private static String cell(List<CrossingRow> rows, int width) {
    if (rows.isEmpty()) {
      return GREY + Columns.fit("·", width) + PLAIN;
    }
    CrossingRow row = rows.get(rows.size() - 1);
    String stage = row.handover().equals("LOCAL") ? row.stage() : row.handover();
    String waits = shortly(row.waitsFor());
    String plate = row.shownPlate().isEmpty() ? "?" : row.shownPlate();
    return Columns.fit(
        Columns.fit(plate, PLATE)
            + Columns.fit(stage.toLowerCase(java.util.Locale.ROOT), STAGE)
            + waits,
        width);
  }

  private static String shortly(List<String> answers) {
    if (answers.isEmpty()) {
      return "";
    }
    return answers.size() > 2
        ? "waits for the other gate"
        : "waits for " + String.join(", ", answers);
  }

  private String link(Scene scene) {
    String text = Columns.cut(linkText(scene), columns);
    return scene.link().fault().isEmpty() ? GREY + text + PLAIN : RED + text + PLAIN;
  }

  /** What is the matter with the link, and who waits for the other gate. */
  static String linkText(Scene scene) {
    List<String> waiting =
        scene.exports().open().stream()
            .filter(row -> row.underWay() && waitsForPartner(row))
            .map(row -> row.shownPlate().isEmpty() ? row.lane() : row.shownPlate())
            .toList();
    String who = waiting.isEmpty() ? "" : "; waiting: " + String.join(", ", waiting);
    Scene.Link link = scene.link();
    return link.fault().isEmpty()
        ? "link  up" + who
        : "link  " + link.fault() + " for " + link.seconds() + " s" + who;
  }

  private static boolean waitsForPartner(CrossingRow row) {
    return switch (row.handover()) {
      case "OFFERED", "COMMITTING" -> true;
      default -> row.waitsFor().size() > 2;
    };
  }

  static String totals(Scene scene) {
    Map<String, Integer> states = scene.exports().states();
    int done = states.getOrDefault("DONE", 0);
    int refused = states.getOrDefault("REFUSED", 0);
    int way = states.getOrDefault("UNDER_WAY", 0);
    int held =
        states.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith("HOLD_"))
            .mapToInt(Map.Entry::getValue)
            .sum();
    String text =
        "done "
            + done
            + "   held "
            + held
            + "   refused "
            + refused
            + "   under way "
            + way
            + "   of "
            + scene.trucks();
    return scene.kills() == 0 ? text : text + "   gates killed " + scene.kills();
  }

  private void holds(Scene scene, List<String> lines) {
    Map<String, Integer> reasons = new TreeMap<>();
    List<CrossingRow> held = new ArrayList<>();
    for (Gate gate : List.of(scene.exports(), scene.imports())) {
      for (CrossingRow row : gate.open()) {
        if (row.held()) {
          held.add(row);
          reasons.merge(row.reason(), 1, Integer::sum);
        }
      }
    }
    if (held.isEmpty()) {
      return;
    }
    List<String> counts = new ArrayList<>();
    reasons.forEach((reason, count) -> counts.add(reason + " " + count));
    lines.add(RED + Columns.cut("held: " + String.join(", ", counts), columns) + PLAIN);
    for (CrossingRow row : held.subList(Math.max(0, held.size() - MOST_HOLDS), held.size())) {
      String text =
          Columns.fit(row.lane(), LANE)
              + Columns.fit(row.shownPlate(), PLATE)
              + row.reason()
              + "  "
              + row.holdText();
      lines.add(Columns.cut(text, columns));
    }
  }
}
