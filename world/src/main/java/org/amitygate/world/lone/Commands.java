package org.amitygate.world.lone;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.amitygate.world.plan.Kind;
import org.amitygate.world.plan.PlannedTruck;
import org.amitygate.world.story.Order;

/**
 * What a person beside the gate can be told to do, one line each, answered by one line: {@code OK},
 * perhaps with a number, or {@code FAILED} and why. README.md lists them. Thread-safe.
 */
final class Commands {
  /** Announces to the gate, until it acknowledges. */
  interface Papers {
    void announce(PlannedTruck truck);

    boolean acknowledged(PlannedTruck truck);
  }

  /** People with the gate's shell: done when all of it was done. */
  interface Shell {
    void carryOut(List<Order> orders, Runnable done);
  }

  private static final int GROSS_KG = 30_000;
  private static final long WITHIN_SECONDS = 20;
  private static final long LOOK_MILLIS = 20;

  private final LoneLanes lanes;
  private final Papers papers;
  private final Shell shell;
  private final AtomicInteger count = new AtomicInteger();

  Commands(LoneLanes lanes, Papers papers, Shell shell) {
    this.lanes = lanes;
    this.papers = papers;
    this.shell = shell;
  }

  /** Answers lines until the other end hangs up. */
  void talk(Socket socket) throws IOException, InterruptedException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    Writer out = new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.write(answer(line) + "\n");
      out.flush();
    }
  }

  /** One command. */
  String answer(String line) throws InterruptedException {
    List<String> words = List.of(line.strip().split("\\s+"));
    try {
      return carryOut(words);
    } catch (IllegalArgumentException e) {
      return "FAILED " + e.getMessage();
    }
  }

  private String carryOut(List<String> words) throws InterruptedException {
    switch (words.get(0)) {
      case "announce" -> {
        return announce(word(words, 1), word(words, 2));
      }
      case "arrive" -> {
        String plate = word(words, 2);
        String read =
            words.stream()
                .filter(word -> word.startsWith("reads="))
                .map(word -> word.substring(6))
                .findFirst()
                .orElse(plate);
        lanes.arrive(word(words, 1), plate, asRead(read), GROSS_KG, words.contains("stays"));
        return "OK";
      }
      case "drive" -> {
        lanes.drive(word(words, 1));
        return "OK";
      }
      case "turn-back" -> {
        return lanes.turnBack(word(words, 1)) ? "OK" : "FAILED nobody stands before a closed boom";
      }
      case "openings" -> {
        return "OK " + lanes.openings(word(words, 1));
      }
      case "stuck", "repair" -> {
        lanes.stick(word(words, 1), words.get(0).equals("stuck"));
        return "OK";
      }
      case "stop" -> {
        return typed(List.of(People.order(0, "gate:stop " + word(words, 1))));
      }
      case "resume" -> {
        String command = "gate:resume " + word(words, 1);
        return typed(List.of(People.order(0, command), People.order(1, command)));
      }
      case "type" -> {
        int person = number(word(words, 1));
        word(words, 2);
        String command = String.join(" ", words.subList(2, words.size()));
        return typed(List.of(new Order(person, command)));
      }
      default -> {
        return typed(People.asked(words));
      }
    }
  }

  /** A word of a command; without it the command cannot be carried out. */
  static String word(List<String> words, int at) {
    if (words.size() <= at) {
      throw new IllegalArgumentException("'" + words.get(0) + "' needs more words");
    }
    return words.get(at);
  }

  private static int number(String word) {
    if (!word.matches("[0-2]")) {
      throw new IllegalArgumentException("guards are 0 and 1, customs is 2, not " + word);
    }
    return Integer.parseInt(word);
  }

  private static String asRead(String plate) {
    return plate.replace("-", "").replace(".", "");
  }

  private String announce(String direction, String plate) throws InterruptedException {
    boolean export = direction.equals("export");
    if (!export && !direction.equals("import")) {
      throw new IllegalArgumentException("direction is export or import, not " + direction);
    }
    PlannedTruck truck = truck(plate, export);
    papers.announce(truck);
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(WITHIN_SECONDS);
    while (!papers.acknowledged(truck)) {
      if (System.nanoTime() > until) {
        return "FAILED the gate has not acknowledged within " + WITHIN_SECONDS + " s";
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    return "OK";
  }

  private PlannedTruck truck(String plate, boolean export) {
    int number = count.incrementAndGet();
    List<String> reference =
        List.of(String.format(java.util.Locale.ROOT, export ? "DEC-%06d" : "NK-%06d", number));
    return new PlannedTruck(
        "P" + number,
        plate,
        "",
        Kind.ORDINARY,
        export ? reference : List.of(),
        export ? List.of() : reference,
        false,
        GROSS_KG,
        GROSS_KG,
        "durian",
        "Lang Son Fresh",
        0,
        0,
        asRead(plate),
        0,
        null,
        0,
        Map.of(),
        0,
        number);
  }

  private String typed(List<Order> orders) throws InterruptedException {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    shell.carryOut(orders, () -> done.complete(true));
    try {
      done.get(WITHIN_SECONDS, TimeUnit.SECONDS);
      return "OK";
    } catch (TimeoutException | ExecutionException e) {
      return "FAILED the gate's shell has not done it within " + WITHIN_SECONDS + " s";
    }
  }
}
