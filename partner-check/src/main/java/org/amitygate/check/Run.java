package org.amitygate.check;

import java.io.IOException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.amitygate.check.Result.Outcome;
import org.amitygate.check.rules.AdviceRules;
import org.amitygate.check.rules.ArrivalRules;
import org.amitygate.check.rules.BookRules;
import org.amitygate.check.rules.Check;
import org.amitygate.check.rules.EntryRules;
import org.amitygate.check.rules.EnvelopeRules;
import org.amitygate.check.rules.ExitRules;
import org.amitygate.check.rules.IncidentRules;
import org.amitygate.check.rules.JointRules;
import org.amitygate.check.rules.LastRules;
import org.amitygate.check.rules.Rule;
import org.amitygate.check.rules.StreamRules;
import org.amitygate.check.rules.TidalRules;
import org.amitygate.check.rules.TlsRules;
import org.amitygate.check.site.Vehicles;

/**
 * Runs rules: those that do not disturb each other beside each other, on lanes of their own, the
 * others behind them.
 */
public final class Run {
  private final Check check;
  private final Predicate<Rule> chosen;
  private final Consumer<Result> listener;

  /**
   * @param chosen which rules are run
   * @param listener told of every result as it comes, by one thread at a time
   */
  public Run(Check check, Predicate<Rule> chosen, Consumer<Result> listener) {
    this.check = check;
    this.chosen = chosen;
    this.listener = listener;
  }

  /** Every rule there is, in the order in which they are run. */
  public static List<Rule> all() {
    List<Rule> all = new ArrayList<>();
    beside().forEach(all::addAll);
    behind().forEach(all::addAll);
    return all;
  }

  private static List<List<Rule>> beside() {
    return List.of(
        together(together(EnvelopeRules.rules(), TlsRules.rules()), StreamRules.rules()),
        together(StreamRules.slow(), BookRules.slow()),
        BookRules.rules(),
        together(EntryRules.rules(), ArrivalRules.rules()),
        together(together(JointRules.entry(), AdviceRules.entry()), IncidentRules.rules()),
        everySecond(ExitRules.rules(), 0),
        everySecond(ExitRules.rules(), 1),
        together(JointRules.exit(), AdviceRules.exit()));
  }

  private static List<List<Rule>> behind() {
    return List.of(
        TidalRules.rules(), together(LastRules.rules(), JointRules.last()), LastRules.log());
  }

  private static List<Rule> together(List<Rule> first, List<Rule> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  private static List<Rule> everySecond(List<Rule> rules, int first) {
    List<Rule> some = new ArrayList<>();
    for (int i = first; i < rules.size(); i += 2) {
      some.add(rules.get(i));
    }
    return some;
  }

  /** Runs them. @return the results, in the order in which they are run */
  public List<Result> go() throws InterruptedException {
    List<List<Rule>> groups = beside();
    ExecutorService threads = Executors.newFixedThreadPool(groups.size());
    List<Result> results = new ArrayList<>();
    try {
      List<Callable<List<Result>>> tasks = new ArrayList<>();
      groups.forEach(group -> tasks.add(() -> run(group)));
      for (Future<List<Result>> each : threads.invokeAll(tasks)) {
        results.addAll(each.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
    for (List<Rule> group : behind()) {
      results.addAll(run(group));
    }
    return results;
  }

  private List<Result> run(List<Rule> rules) throws InterruptedException {
    List<Result> results = new ArrayList<>();
    for (Rule rule : rules) {
      if (chosen.test(rule)) {
        Result result = run(rule);
        synchronized (this) {
          listener.accept(result);
        }
        results.add(result);
      }
    }
    return results;
  }

  private Result run(Rule rule) throws InterruptedException {
    try {
      rule.body().run(check);
      return new Result(rule, Outcome.PASSED, "");
    } catch (Rule.Broken e) {
      return new Result(rule, Outcome.FAILED, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return new Result(rule, Outcome.FAILED, "no answer: " + e);
    } catch (DateTimeException e) {
      return new Result(rule, Outcome.FAILED, "no time where one is due: " + e.getMessage());
    } catch (Vehicles.Unable e) {
      return new Result(rule, Outcome.NOT_RUN, String.valueOf(e.getMessage()));
    }
  }
}
