package org.amitygate.check;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.amitygate.check.rules.Check;
import org.amitygate.check.rules.Rule;
import org.amitygate.check.site.Profile;
import org.amitygate.check.site.Vehicles;
import org.amitygate.check.wire.Caller;
import org.amitygate.check.wire.Door;
import org.amitygate.check.wire.Mail;

/** The command line of {@code ./gate partner-check}. */
public final class Main {
  private static final int WRONG_USE = 2;
  private static final int BROKEN = 3;
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(2);
  private static final String USAGE =
      """
      usage: ./gate partner-check [URL] --profile FILE [OPTIONS]
             ./gate partner-check --self [OPTIONS]

        URL              where the implementation listens, if not where the profile says
        --profile FILE   ids, route, keys, addresses, lanes and time limits, YAML or JSON
                         (docs/partner/conformance.md)
        --vehicles WHO   who makes vehicles come: a shell command that reads lines and answers
                         them, tcp://HOST:PORT, or none (what the profile says)
        --only RULES     only these, such as E,R6,S: ids, or what they begin with
        --json FILE      write the report to FILE
        --rules          list the rules and end
        --complete       a rule that was not run counts like one that failed (--self says so)
        --self           this project's own server, with the simulated world for its lanes
      """;

  private record Options(
      Path profile,
      Optional<URI> url,
      Optional<String> vehicles,
      List<String> only,
      Optional<Path> json,
      boolean complete) {}

  private static final class WrongUse extends Exception {
    private static final long serialVersionUID = 1;

    WrongUse(String message) {
      super(message);
    }
  }

  private Main() {}

  /** Exit codes: 0 no rule failed, 1 one did, 2 wrong command line, 3 it could not be run. */
  public static void main(String[] args) throws InterruptedException {
    // Small answers are not to wait for more.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.exit(run(Arrays.asList(args), out));
  }

  /** Returns the exit code. */
  static int run(List<String> words, PrintStream out) throws InterruptedException {
    if (words.contains("--help")) {
      out.print(USAGE);
      return 0;
    }
    if (words.contains("--rules")) {
      Run.all()
          .forEach(rule -> out.printf("%-4s %s  [%s]%n", rule.id(), rule.name(), rule.clause()));
      return 0;
    }
    try {
      return run(options(words), out);
    } catch (WrongUse e) {
      out.println("partner-check: " + e.getMessage());
      out.print(USAGE);
      return WRONG_USE;
    } catch (IOException | GeneralSecurityException e) {
      out.println("partner-check: " + e.getMessage());
      return BROKEN;
    }
  }

  private static Options options(List<String> words) throws WrongUse {
    Optional<Path> profile = Optional.empty();
    Optional<URI> url = Optional.empty();
    Optional<String> vehicles = Optional.empty();
    List<String> only = new ArrayList<>();
    Optional<Path> json = Optional.empty();
    boolean complete = false;
    Iterator<String> left = words.iterator();
    while (left.hasNext()) {
      String word = left.next();
      switch (word) {
        case "--profile" -> profile = Optional.of(Path.of(value(word, left)));
        case "--vehicles" -> vehicles = Optional.of(value(word, left));
        case "--only" -> only.addAll(ids(value(word, left)));
        case "--json" -> json = Optional.of(Path.of(value(word, left)));
        case "--complete" -> complete = true;
        default -> {
          if (word.startsWith("-") || url.isPresent()) {
            throw new WrongUse("unknown option '" + word + "'");
          }
          url = Profile.url(word);
          if (url.isEmpty()) {
            throw new WrongUse("'" + word + "' is no URL such as https://gate.example:9443/amity");
          }
        }
      }
    }
    return new Options(
        profile.orElseThrow(() -> new WrongUse("--profile is missing")),
        url,
        vehicles,
        only,
        json,
        complete);
  }

  private static List<String> ids(String value) throws WrongUse {
    List<String> ids = Arrays.asList(value.split(",", -1));
    for (String id : ids) {
      if (Run.all().stream().noneMatch(rule -> chosen(List.of(id), rule))) {
        throw new WrongUse("--only: there is no rule '" + id + "'; --rules lists them");
      }
    }
    return ids;
  }

  private static String value(String option, Iterator<String> left) throws WrongUse {
    if (!left.hasNext()) {
      throw new WrongUse(option + " needs a value");
    }
    return left.next();
  }

  private static int run(Options options, PrintStream out)
      throws IOException, GeneralSecurityException, InterruptedException {
    Profile read = Profile.read(options.profile);
    Profile profile = options.url.map(read::at).orElse(read);
    String who = options.vehicles.orElse(profile.vehicles());
    Mail mail = new Mail(profile, LONGEST_DELAY);
    Door door = Door.open(profile, mail);
    try (Vehicles vehicles = Vehicles.attach(who.equals("none") ? "" : who)) {
      return run(options, new Check(profile, Caller.of(profile), mail, vehicles), out);
    } finally {
      door.close();
    }
  }

  private static int run(Options options, Check check, PrintStream out)
      throws IOException, InterruptedException {
    try {
      check.greet();
    } catch (Rule.Broken e) {
      throw new IOException("nothing can be checked: " + e.getMessage(), e);
    }
    Run run = new Run(check, rule -> chosen(options.only, rule), each -> out.println(each.text()));
    Report report = new Report(check.them(), run.go());
    if (options.json.isPresent()) {
      Files.writeString(options.json.get(), report.json());
    }
    out.println(report.text());
    return report.good(options.complete) ? 0 : 1;
  }

  /** {@code S} is every rule S1, S2, …; {@code S1} is that rule alone. */
  private static boolean chosen(List<String> only, Rule rule) {
    return only.isEmpty()
        || only.contains(rule.id())
        || only.contains(rule.id().replaceAll("\\d", ""));
  }
}
