package org.amitygate.verifier;

import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was typed. */
final class Arguments {

  private static final Set<String> COMMON = Set.of("--key", "--evidence");

  private final List<Path> keys = new ArrayList<>();
  private final List<Path> partnerKeys = new ArrayList<>();
  private final List<String> streams = new ArrayList<>();
  private final List<String> crossings = new ArrayList<>();
  private String source = "";
  private @Nullable Path evidence;
  private @Nullable Path json;
  private @Nullable Path out;
  private @Nullable Instant from;
  private @Nullable Instant to;

  private Arguments() {}

  static Arguments verify(List<String> words) throws Wrong {
    return new Arguments().read(words, Set.of("--json", "--partner-key"));
  }

  static Arguments export(List<String> words) throws Wrong {
    Arguments arguments =
        new Arguments().read(words, Set.of("--out", "--stream", "--crossing", "--from", "--to"));
    if (arguments.out == null) {
      throw new Wrong("say where to export to: --out FILE.zip");
    }
    arguments.selection();
    return arguments;
  }

  private Arguments read(List<String> words, Set<String> options) throws Wrong {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (!word.startsWith("--")) {
        if (!source.isEmpty()) {
          throw new Wrong("'" + word + "' is one word too many");
        }
        source = word;
      } else if (!COMMON.contains(word) && !options.contains(word)) {
        throw new Wrong("there is no option " + word + " here: see --help");
      } else if (++i == words.size()) {
        throw new Wrong(word + " needs a value");
      } else {
        set(word, words.get(i));
      }
    }
    if (source.isEmpty()) {
      throw new Wrong("say what: a gate's data folder, its journal.db, or a postgresql:// URL");
    }
    return this;
  }

  private void set(String option, String value) throws Wrong {
    switch (option) {
      case "--key" -> keys.add(Path.of(value));
      case "--partner-key" -> partnerKeys.add(Path.of(value));
      case "--evidence" -> evidence = Path.of(value);
      case "--json" -> json = Path.of(value);
      case "--out" -> out = Path.of(value);
      case "--stream" -> streams.add(value);
      case "--crossing" -> crossings.add(value);
      case "--from" -> from = time(option, value);
      default -> to = time(option, value);
    }
  }

  private static Instant time(String option, String value) throws Wrong {
    try {
      OffsetDateTime time = OffsetDateTime.parse(value);
      if (time.getYear() >= 0 && time.getYear() <= 9_999) {
        return time.toInstant();
      }
    } catch (DateTimeParseException e) {
      // said below
    }
    throw new Wrong(
        option + " '" + value + "' is no time such as 2026-11-23T00:00:00+07:00 or …T17:00:00Z");
  }

  /** What to export: some streams, the streams of some crossings, or everything of some time. */
  record Selection(
      List<String> streams, List<String> crossings, @Nullable Instant from, @Nullable Instant to) {}

  Selection selection() throws Wrong {
    boolean named = !streams.isEmpty() || !crossings.isEmpty();
    boolean timed = from != null && to != null;
    if (named == timed || (from == null) != (to == null)) {
      throw new Wrong(
          "say what to export: --stream NAME or --crossing NAME, or everything --from TIME --to"
              + " TIME");
    }
    return new Selection(List.copyOf(streams), List.copyOf(crossings), from, to);
  }

  String source() {
    return source;
  }

  List<Path> keys() {
    return keys;
  }

  List<Path> partnerKeys() {
    return partnerKeys;
  }

  @Nullable Path evidence() {
    return evidence;
  }

  @Nullable Path json() {
    return json;
  }

  @Nullable Path out() {
    return out;
  }
}
