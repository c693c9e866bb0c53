package org.amitygate.camel.flow;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.crossing.StageOutcome;
import org.amitygate.core.crossing.StageOutcome.Late;
import org.amitygate.crossing.Facts;

/**
 * Reads what follows {@code crossing:} in a route. Everything that can be wrong is found when the
 * flow starts.
 */
final class CrossingSteps {

  private static final Pattern FACT = Pattern.compile("\\[([A-Za-z][A-Za-z0-9.]*)]");
  private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");

  private CrossingSteps() {}

  /**
   * @throws FlowRefused there is no such step, or an option is wrong
   */
  static Step of(String name, String argument, Parameters options, Set<String> stages) {
    if (!name.equals("next") && !argument.isEmpty()) {
      throw options.refused("takes nothing after " + name);
    }
    return switch (name) {
      case "next" -> next(known(argument, stages, options));
      case "hold" -> hold(options);
      case "await" -> await(options, stages);
      case "done" -> Step.now(run -> run.decide(new StageOutcome.Done(), "crossing:done"));
      case "refuse" -> refuse(options);
      case "declaration" -> new DeclarationStep();
      default ->
          throw options.refused(
              "is none of stage, next, hold, await, done, refuse, declaration and keep");
    };
  }

  /**
   * @throws FlowRefused the flow declares no such stage
   */
  static String known(String stage, Set<String> stages, Parameters options) {
    if (!stages.contains(stage)) {
      throw options.refused("names the stage '" + stage + "', which the flow does not declare");
    }
    return stage;
  }

  private static Step next(String stage) {
    return Step.now(run -> run.decide(new StageOutcome.Next(stage), "crossing:next/" + stage));
  }

  private static Step hold(Parameters options) {
    String name = options.text("reason");
    HoldReason reason =
        HoldReason.of(name)
            .orElseThrow(() -> options.refused("reason=" + name + " is no hold reason"));
    String text = options.optional("text").orElse("");
    return (run, exchange) -> {
      String said = withFacts(text, exchange.getMessage().getBody(Facts.class));
      run.decide(new StageOutcome.Hold(reason, said), "crossing:hold?reason=" + reason);
      return Step.DONE;
    };
  }

  /** Puts facts in: {@code gross [grossKg] kg}. A fact that is not there is shown as {@code ?}. */
  static String withFacts(String text, Facts facts) {
    return FACT.matcher(text).replaceAll(found -> Matcher.quoteReplacement(fact(found, facts)));
  }

  private static String fact(MatchResult found, Facts facts) {
    return facts.text(found.group(1)).orElse("?");
  }

  private static Step await(Parameters options, Set<String> stages) {
    List<String> answers =
        Arrays.stream(options.text("answer").split(",")).map(String::strip).toList();
    if (answers.stream().anyMatch(String::isEmpty)) {
      throw options.refused("answer= has an empty name");
    }
    Duration within = options.duration("within");
    String late = options.text("late");
    checkLate(late, options, stages);
    String then = known(options.text("then"), stages, options);
    StageOutcome outcome = new StageOutcome.Await(answers, within, late, then);
    return Step.now(
        run -> run.decide(outcome, "crossing:await?answer=" + String.join(",", answers)));
  }

  private static void checkLate(String late, Parameters options, Set<String> stages) {
    Late meaning;
    try {
      meaning = Late.parse(late);
    } catch (IllegalArgumentException e) {
      throw options.refused(e.getMessage());
    }
    if (meaning instanceof Late.NextLate next) {
      known(next.stage(), stages, options);
    }
  }

  private static Step refuse(Parameters options) {
    String code = options.text("code");
    if (!CODE.matcher(code).matches()) {
      throw options.refused("code=" + code + " must be capital letters, digits and _");
    }
    return Step.now(
        run -> run.decide(new StageOutcome.Refuse(code), "crossing:refuse?code=" + code));
  }
}
