package org.amitygate.world.lone;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import org.amitygate.world.story.Order;

/** What people of the gate agree with the other gate, as they type it into the gate's shell. */
final class People {
  private static final int GUARD = 0;
  private static final int CUSTOMS = 2;
  private static final Duration QUOTA = Duration.ofHours(1);

  private People() {}

  /** A command with a reason. */
  static Order order(int person, String command) {
    return new Order(person, command + " --reason \"asked for\"");
  }

  /**
   * What is typed when somebody asks for it in these words.
   *
   * @throws IllegalArgumentException nobody knows what is asked, or a word is missing
   */
  static List<Order> asked(List<String> words) {
    return List.of(one(words));
  }

  private static Order one(List<String> words) {
    return switch (words.get(0)) {
      case "inspect" -> order(GUARD, "gate:inspection open " + Commands.word(words, 1));
      case "result" -> order(CUSTOMS, result(words));
      case "seal" ->
          order(
              CUSTOMS,
              "gate:inspection seal " + Commands.word(words, 1) + " " + Commands.word(words, 2));
      case "go-on" -> order(CUSTOMS, "gate:hold release " + Commands.word(words, 1));
      case "hold-advised" -> order(GUARD, "gate:advice hold " + Commands.word(words, 1));
      case "release-advised" -> order(GUARD, "gate:advice release " + Commands.word(words, 1));
      case "quota" -> order(GUARD, quota(Commands.word(words, 1), Commands.word(words, 2)));
      case "incident" ->
          order(
              GUARD,
              "gate:incident tell " + Commands.word(words, 1) + " " + Commands.word(words, 2));
      case "acknowledge" -> order(GUARD, "gate:incident acknowledge " + Commands.word(words, 1));
      case "turn" -> order(GUARD, "gate:lane-direction turn " + Commands.word(words, 1));
      case "keep" -> order(GUARD, "gate:lane-direction keep " + Commands.word(words, 1));
      default -> throw new IllegalArgumentException("unknown command '" + words.get(0) + "'");
    };
  }

  private static String result(List<String> words) {
    Commands.word(words, 2);
    return words.subList(2, words.size()).stream()
        .map(finding -> " --finding " + finding)
        .collect(Collectors.joining("", "gate:inspection result " + words.get(1), ""));
  }

  private static String quota(String lane, String count) {
    Instant until = Instant.now().plus(QUOTA).truncatedTo(ChronoUnit.SECONDS);
    return "gate:quota " + lane + " " + count + " --until " + until;
  }
}
