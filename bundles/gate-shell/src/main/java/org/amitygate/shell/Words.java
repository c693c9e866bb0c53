package org.amitygate.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.amitygate.core.journal.Refusal;

/**
 * What was typed after a command's name. Karaf takes options only before the first argument; people
 * write them anywhere, so the ones that come later are sorted out here.
 */
final class Words {

  private final List<String> plain = new ArrayList<>();
  private final Map<String, List<String>> options = new LinkedHashMap<>();

  /**
   * Sorts words.
   *
   * @param valued options that take the next word
   * @param flags options that stand alone
   * @throws Refusal an unknown option, or one without its value
   */
  Words(List<String> typed, Set<String> valued, Set<String> flags) throws Refusal {
    for (int i = 0; i < typed.size(); i++) {
      String word = typed.get(i);
      if (!word.startsWith("--")) {
        plain.add(word);
      } else if (flags.contains(word)) {
        options.put(word, List.of());
      } else if (!valued.contains(word)) {
        throw new Refusal("there is no option " + word + " here");
      } else if (++i == typed.size()) {
        throw new Refusal(word + " needs a value");
      } else {
        options.computeIfAbsent(word, key -> new ArrayList<>()).add(typed.get(i));
      }
    }
  }

  /** A word that is no option, by its place; empty text if there is none. */
  String at(int place) {
    return place < plain.size() ? plain.get(place) : "";
  }

  /** All words that are no option. */
  List<String> plain() {
    return List.copyOf(plain);
  }

  /**
   * @throws Refusal there are more words than the command knows
   */
  Words atMost(int count) throws Refusal {
    if (plain.size() > count) {
      throw new Refusal(
          "'" + plain.get(count) + "' is one word too many; put a text with spaces into quotes");
    }
    return this;
  }

  /**
   * What to say when the first word is none that a command knows, or is not there.
   *
   * @param known the words that it knows
   */
  Refusal unknown(String command, String... known) {
    String last = known[known.length - 1];
    String others = String.join(", ", List.of(known).subList(0, known.length - 1));
    return new Refusal(
        at(0).isEmpty()
            ? command + " needs a word: " + (others.isEmpty() ? "" : others + " or ") + last
            : command
                + " knows "
                + (others.isEmpty() ? "" : others + " and ")
                + last
                + ", not "
                + at(0));
  }

  /** The value of an option. @param before the same given before the first argument */
  String option(String name, String before) {
    List<String> values = options.getOrDefault(name, List.of());
    return values.isEmpty() ? before : values.get(values.size() - 1);
  }

  /** All values of an option. */
  List<String> all(String name, List<String> before) {
    List<String> values = new ArrayList<>(before);
    values.addAll(options.getOrDefault(name, List.of()));
    return values;
  }

  boolean flag(String name, boolean before) {
    return before || options.containsKey(name);
  }
}
