package org.amitygate.core.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.Effect;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;
import org.amitygate.device.Outcome;
import org.amitygate.device.PlateRead;
import org.amitygate.device.WeightMeasured;

/** Scale, cameras and whoever gets what the gate sends: not part of the process that dies. */
final class Outside {

  static final String PLATE = Bench.PLATE;

  private record Delivery(Outgoing outgoing, CompletableFuture<Journal.Work<?>> answer) {}

  private record Unacknowledged(String lane, String position, PlateRead read) {}

  private final Play play;
  private final List<CompletableFuture<Outcome>> questions = new ArrayList<>();
  private final List<Delivery> deliveries = new ArrayList<>();
  private final Map<String, Unacknowledged> reads = new LinkedHashMap<>();

  /** Ids in the order in which they came first, by queue. */
  private final Map<String, List<String>> taken = new LinkedHashMap<>();

  Outside(Play play) {
    this.play = play;
  }

  void crash() {
    questions.clear();
    deliveries.clear();
  }

  // The scale

  CompletionStage<Outcome> weigh(Duration within) {
    CompletableFuture<Outcome> answer = new CompletableFuture<>();
    questions.add(answer);
    play.bench.time().after(within, () -> answer.complete(new Outcome.NotSent("it was away")));
    return answer;
  }

  void answer(int choice, Move.Weighing how, boolean twice) {
    questions.removeIf(CompletableFuture::isDone);
    if (!questions.isEmpty()) {
      CompletableFuture<Outcome> question = questions.get(choice % questions.size());
      question.complete(outcome(how));
      if (twice) {
        question.complete(outcome(Move.Weighing.REFUSED));
      }
    }
  }

  private Outcome outcome(Move.Weighing how) {
    boolean stable = how == Move.Weighing.STABLE;
    return switch (how) {
      case STABLE, UNSTABLE ->
          new Outcome.Done(
              Optional.of(new WeightMeasured(play.bench.now(), 31_000, stable, Map.of())));
      case WITHOUT_READING -> new Outcome.Done(Optional.empty());
      case REFUSED -> new Outcome.Refused("it moves");
      case UNKNOWN -> new Outcome.Unknown("no answer");
    };
  }

  // Cameras

  void read(String lane, String position, String plate) {
    PlateRead read =
        new PlateRead(
            play.bench.now(),
            Optional.of(plate).filter(text -> !text.isEmpty()),
            Optional.of(95),
            play.nextNumber(),
            List.of(),
            Map.of());
    tell(new Unacknowledged(lane, position, read));
  }

  private void tell(Unacknowledged one) {
    String event = one.read().eventId();
    reads.put(event, one);
    play.tell(
        one.lane() + ".plate-camera." + one.position(),
        one.read(),
        () -> {
          play.look();
          if (!play.model.came.contains(event)) {
            play.fault("acknowledged and not on disk: " + event);
          }
          reads.remove(event);
        });
  }

  /** What was not acknowledged before the gate died. */
  void camerasSendAgain() {
    List.copyOf(reads.values()).forEach(this::tell);
  }

  // What the gate sends

  static void queue(Transaction tx, Crossing crossing, Effect effect) {
    String id = crossing.id() + "/" + crossing.visit() + "/" + effect.name();
    tx.enqueue(new Outgoing(id, "of:" + crossing.id(), "mail", tx.now(), Json.object()));
  }

  CompletionStage<Journal.Work<?>> send(Outgoing outgoing) {
    play.look();
    if (!play.model.queued.contains(outgoing.id())) {
      play.fault("sent before it is on disk: " + outgoing.id());
    }
    if (deliveries.stream().anyMatch(d -> d.outgoing().queue().equals(outgoing.queue()))) {
      play.fault("sent while the one before is under way: " + outgoing.id());
    }
    Delivery delivery = new Delivery(outgoing, new CompletableFuture<>());
    deliveries.add(delivery);
    return delivery.answer();
  }

  void deliver(int choice, Move.Delivery how) {
    if (deliveries.isEmpty()) {
      return;
    }
    Delivery delivery = deliveries.remove(choice % deliveries.size());
    Outgoing outgoing = delivery.outgoing();
    if (how != Move.Delivery.FAILS) {
      List<String> before = taken.computeIfAbsent(outgoing.queue(), queue -> new ArrayList<>());
      if (!before.contains(outgoing.id())) {
        before.add(outgoing.id());
      }
    }
    switch (how) {
      case TAKEN -> delivery.answer().complete(tx -> answered(tx, outgoing.id()));
      case ANSWER_REFUSED ->
          delivery
              .answer()
              .complete(
                  tx -> {
                    answered(tx, outgoing.id());
                    throw new Refusal("this answer cannot be kept");
                  });
      case ANSWER_LOST, FAILS ->
          delivery.answer().completeExceptionally(new java.io.IOException("no answer"));
    }
  }

  private String answered(Transaction tx, String id) {
    Crossing crossing =
        play.bench.crossings.find(tx, UUID.fromString(id.substring(0, 36))).orElseThrow();
    play.bench.crossings.note(tx, crossing, "EffectAnswered", Json.object().put("id", id));
    signal(play.bench, tx, crossing, "x");
    play.bench.crossings.put(tx, crossing);
    return id;
  }

  static void signal(Bench bench, Transaction tx, Crossing crossing, String name) {
    bench.crossings.note(tx, crossing, "Signalled", Json.object().put("name", name));
    bench.crossings.signal(tx, crossing, name, Map.of());
  }

  int open() {
    questions.removeIf(CompletableFuture::isDone);
    return questions.size() + deliveries.size();
  }

  /** Whoever should get something got it, in the order in which it was queued. */
  void check(List<String> queued) {
    Set<String> all = new HashSet<>();
    taken.forEach(
        (queue, ids) -> {
          List<String> inOrder =
              queued.stream().filter(id -> ("of:" + id).startsWith(queue)).toList();
          if (!ids.equals(inOrder)) {
            play.fault("came in another order: " + ids + ", queued: " + inOrder);
          }
          all.addAll(ids);
        });
    if (!all.containsAll(queued)) {
      play.fault("never came: " + queued);
    }
  }
}
