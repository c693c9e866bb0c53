package org.amitygate.demo.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/**
 * The list of points of a gate, {@code crash-points.txt}: those at which it must be killed, and
 * those that may come by without that.
 *
 * @param required in the order of the file
 * @param others not required, and the reason stands beside them
 */
record CrashList(List<Point> required, Set<String> others) {

  /** What the sides of a point are called, by what its name begins with. */
  private static final Map<String, List<String>> SIDES =
      Map.of(
          "commit", List.of("before", "after"),
          "evidence", List.of("written", "named", "kept"),
          "outbox", List.of("before", "answered"),
          "command", List.of("before", "written", "answered"),
          "reply", List.of("before", "after"),
          "acknowledge", List.of("before", "after"));

  CrashList {
    required = List.copyOf(required);
    others = Collections.unmodifiableSet(new LinkedHashSet<>(others));
  }

  /**
   * @param atStart it comes by only while the gate starts
   * @param early it comes by only while the world still makes new trucks
   */
  record Point(String name, boolean atStart, boolean early) {}

  /**
   * @param role {@code export} or {@code import}
   */
  static CrashList of(String role) {
    try (InputStream in =
        Objects.requireNonNull(CrashList.class.getResourceAsStream("crash-points.txt"))) {
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), role);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Lines: {@code [export]}, {@code [import]} or {@code [both]} begin a section; {@code NAME}: all
   * its sides are required; {@code ^NAME}: at the start of the gate; {@code !NAME}: early in a run;
   * {@code -NAME}: not required; {@code #}: a reason.
   */
  static CrashList parse(String text, String role) {
    Map<String, Point> required = new LinkedHashMap<>();
    Set<String> others = new LinkedHashSet<>();
    boolean ours = false;
    for (String raw : text.lines().toList()) {
      String line = raw.replaceFirst("#.*", "").strip();
      if (line.startsWith("[")) {
        ours = line.equals("[both]") || line.equals("[" + role + "]");
      } else if (ours && line.startsWith("-")) {
        others.addAll(sides(line.substring(1)));
      } else if (ours && !line.isEmpty()) {
        for (String name : sides(line.replaceFirst("^[!^]", ""))) {
          required.put(name, new Point(name, line.startsWith("^"), line.startsWith("!")));
        }
      }
    }
    others.removeAll(required.keySet());
    return new CrashList(List.copyOf(required.values()), others);
  }

  private static List<String> sides(String name) {
    String family = name.contains(":") ? name.substring(0, name.indexOf(':')) : name;
    List<String> sides = SIDES.get(family);
    if (sides == null) {
      throw new IllegalArgumentException("crash-points.txt: what is '" + name + "'?");
    }
    return sides.stream().map(side -> name + ":" + side).toList();
  }

  /**
   * The required points in an order by chance, the early ones first, at most so many; a prefix
   * chooses among them.
   *
   * @param only what their names begin with; empty: all
   */
  List<Point> some(int most, String only, long seed) {
    List<Point> points = new ArrayList<>(required);
    points.removeIf(point -> !point.name().startsWith(only));
    Collections.shuffle(points, new Random(seed));
    List<Point> some = new ArrayList<>(points.subList(0, Math.min(most, points.size())));
    some.sort(Comparator.comparing(point -> !point.early()));
    return some;
  }

  /** Points that came by and that the list does not know. */
  List<String> unknown(Set<String> seen) {
    return seen.stream()
        .filter(name -> required.stream().noneMatch(point -> point.name().equals(name)))
        .filter(name -> !others.contains(name))
        .toList();
  }
}
