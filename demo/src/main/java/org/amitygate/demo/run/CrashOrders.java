package org.amitygate.demo.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells the agent inside a gate at which point to kill it, by the files that crash-agent's {@code
 * Trigger} describes. Not thread-safe.
 */
final class CrashOrders {
  private final Path folder;
  private long number;

  /**
   * @param folder the agent's; need not be there yet
   */
  CrashOrders(Path folder) {
    this.folder = folder;
  }

  /**
   * Of the order by which it died.
   *
   * @param records of a commit: the id of one record of each kind in the batch, by the kind's
   *     point, the ordered one among them; empty if it is not a commit of records
   */
  record Hit(String point, Map<String, String> records) {

    static Hit of(String point, String detail) {
      Map<String, String> records = new LinkedHashMap<>();
      String side = point.substring(point.lastIndexOf(':'));
      for (String record : detail.isEmpty() ? new String[0] : detail.split(",")) {
        String[] kindAndId = record.split("=", 2);
        if (!kindAndId[1].isEmpty()) {
          records.put("commit:" + kindAndId[0] + side, kindAndId[1]);
        }
      }
      return new Hit(point, records);
    }

    /** Every point at which it died by that: those of one batch are the same moment. */
    Set<String> points() {
      Set<String> points = new LinkedHashSet<>();
      points.add(point);
      points.addAll(records.keySet());
      return points;
    }
  }

  /**
   * The next process, or the one that runs once it has read this, dies at a point.
   *
   * @param count when it comes by for the so manieth time
   */
  void give(String point, int count) throws IOException {
    write(count + " " + point);
  }

  /** It goes on living, unless it has just died: {@link #taken} says. */
  void takeBack() throws IOException {
    write("0 -");
  }

  private void write(String order) throws IOException {
    number++;
    Files.createDirectories(folder);
    Path temporary = folder.resolve("order.new");
    Files.writeString(temporary, number + " " + order + "\n", StandardCharsets.UTF_8);
    Files.move(
        temporary,
        folder.resolve("order"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** Whether the last order is in force, and none before it. */
  boolean taken() throws IOException {
    return read("taken").equals(Long.toString(number));
  }

  /** At what the process that has ended died by order; empty if it ended in another way. */
  Optional<Hit> takeHit() throws IOException {
    String[] words = read("hit").split(" ", 3);
    if (words.length < 2) {
      return Optional.empty();
    }
    Files.delete(folder.resolve("hit"));
    return Optional.of(Hit.of(words[1], words.length < 3 ? "" : words[2]));
  }

  /** What went wrong in the agent. */
  Set<String> errors() throws IOException {
    return lines("errors");
  }

  /** Every point that ever came by. */
  Set<String> seen() throws IOException {
    return lines("seen");
  }

  private Set<String> lines(String file) throws IOException {
    Set<String> lines = new TreeSet<>(read(file).lines().toList());
    lines.remove("");
    return lines;
  }

  private String read(String file) throws IOException {
    try {
      return Files.readString(folder.resolve(file), StandardCharsets.UTF_8).strip();
    } catch (NoSuchFileException e) {
      return "";
    }
  }
}
