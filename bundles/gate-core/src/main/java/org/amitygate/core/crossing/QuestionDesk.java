package org.amitygate.core.crossing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.amitygate.core.crossing.FlowRunner.DeclarationMatch;
import org.amitygate.core.crossing.FlowRunner.DeviceAnswer;
import org.amitygate.core.device.Scheduler;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;
import org.amitygate.core.time.GateClock;
import org.amitygate.core.time.Ids;
import org.amitygate.device.Command;
import org.amitygate.device.Outcome;
import org.amitygate.device.WeightMeasured;

/**
 * Asks the safe questions of stages. Every answer is on disk before the stage sees it; a second run
 * of the stage finds it under (crossing, visit, call) instead of asking again. While the journal
 * cannot be written, the stage waits: that is no failure of its flow.
 */
public final class QuestionDesk {

  /**
   * Has devices carry out commands. The one of the stages never hands over what a driver does not
   * call safe.
   */
  public interface Devices {

    /**
     * @param within for the answer, from now; later it is an Outcome of its own, never silence
     */
    CompletionStage<Outcome> ask(String device, Command command, Duration within);

    /**
     * The same, unless {@code permit} says no just before the device is told, however long the
     * command has waited: then NotSent. Asked on the device's strand; must not block.
     */
    default CompletionStage<Outcome> ask(
        String device, Command command, BooleanSupplier permit, Duration within) {
      return permit.getAsBoolean()
          ? ask(device, command, within)
          : CompletableFuture.completedFuture(new Outcome.NotSent("it is not wanted any more"));
    }
  }

  /** Says why a weight must not count for the vehicle in the lane; empty if it counts. */
  public interface WeightRule {
    Optional<String> objection(Transaction tx, Crossing crossing, WeightMeasured weight);
  }

  /**
   * A weight that does not count yet is asked for again: the vehicle may not stand still, or the
   * loops be away.
   */
  private static final Duration AGAIN_AFTER = Duration.ofMillis(500);

  private final PatientWorks works;
  private final Crossings crossings;
  private final Devices devices;
  private final WeightRule weights;
  private final Scheduler scheduler;
  private final GateClock clock;
  private final Ids ids;

  public QuestionDesk(
      Journal journal,
      Crossings crossings,
      Devices devices,
      WeightRule weights,
      Scheduler scheduler,
      GateClock clock,
      Ids ids) {
    this.works = new PatientWorks(journal, scheduler);
    this.crossings = crossings;
    this.devices = devices;
    this.weights = weights;
    this.scheduler = scheduler;
    this.clock = clock;
    this.ids = ids;
  }

  FlowRunner.Questions forRun(StageRuns.StageCallKey run) {
    return new Run(run);
  }

  private final class Run implements FlowRunner.Questions {

    private final StageRuns.StageCallKey run;

    Run(StageRuns.StageCallKey run) {
      this.run = run;
    }

    @Override
    public CompletionStage<DeviceAnswer> device(
        int call, String role, String ask, Duration within) {
      return recorded(call)
          .thenCompose(
              known ->
                  known
                      .map(
                          answer ->
                              CompletableFuture.completedFuture(
                                  QuestionRecord.deviceAnswer(answer)))
                      .orElseGet(
                          () ->
                              ask(
                                  call,
                                  QuestionRecord.device(role, ask, within),
                                  clock.now().plus(within))));
    }

    /** Asks until there is an answer that counts, or no time is left. */
    private CompletableFuture<DeviceAnswer> ask(int call, ObjectNode question, Instant latest) {
      String device = run.lane() + "." + question.path("device").asText();
      String ask = question.path("ask").asText();
      Duration left = Duration.between(clock.now(), latest);
      boolean last = left.compareTo(AGAIN_AFTER) <= 0;
      return devices
          .ask(
              device,
              new Command(ids.next(), ask, Map.of()),
              left.isNegative() ? Duration.ZERO : left)
          .thenCompose(outcome -> judge(call, question, device, outcome, last))
          .thenCompose(
              answer ->
                  answer
                      .map(CompletableFuture::completedFuture)
                      .orElseGet(() -> later().thenCompose(now -> ask(call, question, latest))))
          .toCompletableFuture();
    }

    private CompletableFuture<Object> later() {
      CompletableFuture<Object> time = new CompletableFuture<>();
      scheduler.after(AGAIN_AFTER, () -> time.complete(time));
      return time;
    }

    /**
     * Records an answer, unless another run of the stage has one by now: that one counts for both.
     * Empty: it does not count, and there is time to ask again.
     */
    private CompletableFuture<Optional<DeviceAnswer>> judge(
        int call, ObjectNode question, String device, Outcome outcome, boolean last) {
      return works.submit(
          tx -> {
            Crossing crossing = crossings.find(tx, run.crossing()).orElseThrow();
            Object known = crossing.answers().get(key(call));
            if (known != null) {
              return Optional.of(QuestionRecord.deviceAnswer(Json.object(known)));
            }
            ObjectNode answer = describe(outcome);
            if (outcome instanceof Outcome.Done done
                && done.answer().orElse(null) instanceof WeightMeasured weight) {
              Optional<String> objection = weights.objection(tx, crossing, weight);
              if (objection.isPresent() && !last) {
                return Optional.empty();
              }
              objection.ifPresent(why -> answer.put("noAnswer", why).remove("reading"));
            }
            answer.put("device", device).put("ask", question.path("ask").asText());
            keep(
                tx,
                crossing,
                call,
                new Divided(question, Json.object()),
                answer,
                new Divided(answer, Json.object()));
            return Optional.of(QuestionRecord.deviceAnswer(answer));
          });
    }

    @Override
    public CompletionStage<DeclarationMatch> declaration(
        int call, String plate, Optional<Integer> confidence) {
      return works.submit(
          tx -> {
            Crossing crossing = crossings.find(tx, run.crossing()).orElseThrow();
            Object known = crossing.answers().get(key(call));
            if (known != null) {
              return QuestionRecord.declarationMatch(Json.object(known));
            }
            String direction = crossing.role() == Role.EXIT ? "export" : "import";
            DeclarationMatch match =
                Declarations.match(tx, direction, plate, confidence, run.crossing().toString());
            ObjectNode answer = Json.object(match);
            keep(
                tx,
                crossing,
                call,
                Divided.of(QuestionRecord.declaration(plate, confidence)),
                answer,
                Divided.of(answer).keeping("kind"));
            return match;
          });
    }

    private CompletableFuture<Optional<ObjectNode>> recorded(int call) {
      return works.submit(
          tx ->
              crossings
                  .find(tx, run.crossing())
                  .map(crossing -> crossing.answers().get(key(call)))
                  .map(Json::object));
    }

    private void keep(
        Transaction tx,
        Crossing crossing,
        int call,
        Divided question,
        ObjectNode answer,
        Divided parts) {
      ObjectNode body =
          Json.object().put("stage", run.stage()).put("visit", run.visit()).put("call", call);
      body.set("question", question.lasting());
      body.set("answer", parts.lasting());
      ObjectNode personal = Json.object();
      if (!question.personal().isEmpty()) {
        personal.set("question", question.personal());
      }
      if (!parts.personal().isEmpty()) {
        personal.set("answer", parts.personal());
      }
      crossings.note(tx, crossing, "QuestionAnswered", QuestionRecord.VERSION, body, personal);
      if (crossing.visit() == run.visit()) {
        crossing.answers().put(key(call), Json.map(answer));
        crossings.put(tx, crossing);
      }
    }

    private String key(int call) {
      return run.visit() + ":" + call;
    }
  }

  private static ObjectNode describe(Outcome outcome) {
    ObjectNode answer = Json.object().put("outcome", outcome.getClass().getSimpleName());
    if (outcome instanceof Outcome.Done done) {
      done.answer().ifPresent(reading -> answer.set("reading", Readings.body(reading)));
      if (done.answer().isEmpty()) {
        answer.put("noAnswer", "the device answered without a reading");
      }
    } else if (outcome instanceof Outcome.Refused refused) {
      answer.put("noAnswer", refused.reason());
    } else if (outcome instanceof Outcome.NotSent notSent) {
      answer.put("noAnswer", notSent.reason());
    } else if (outcome instanceof Outcome.Unknown unknown) {
      answer.put("noAnswer", unknown.reason());
    }
    return answer;
  }
}
