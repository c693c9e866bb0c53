package org.amitygate.simulator;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.CrossingDesk;
import org.amitygate.core.crossing.Effect;
import org.amitygate.core.crossing.EffectHandler;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;
import org.amitygate.core.outbox.Sender;

/**
 * Customs, and the little between it and the engine: a question leaves from the outbox, the release
 * comes back some seconds later and is repeated until it is on disk.
 */
final class Customs implements EffectHandler, Sender {

  static final String KIND = "authority";
  private static final String SIGNAL = "customs";
  private static final long AGAIN = 2_000_000;

  private final Agenda agenda;
  private final Dice dice;
  private final Node node;

  Customs(Agenda agenda, Dice dice, Node node) {
    this.agenda = agenda;
    this.dice = dice;
    this.node = node;
  }

  @Override
  public void commit(Transaction tx, Crossing crossing, Effect effect) {
    String id = KIND + "/" + crossing.id() + "/" + crossing.visit();
    tx.enqueue(
        new Outgoing(
            id,
            KIND + ":" + crossing.id(),
            KIND,
            tx.now(),
            Json.object()
                .put("crossing", crossing.id().toString())
                .put("declaration", crossing.fact("declaration"))));
  }

  @Override
  public CompletionStage<Journal.Work<?>> send(Outgoing outgoing) {
    CompletableFuture<Journal.Work<?>> taken = new CompletableFuture<>();
    Process sender = node.process();
    agenda.after(
        dice.millis(5, 100),
        () -> {
          agenda.after(dice.millis(300, 4_000), () -> answer(outgoing));
          agenda.after(
              dice.millis(5, 50), () -> sender.execute(() -> taken.complete(tx -> outgoing.id())));
        });
    return taken;
  }

  private void answer(Outgoing outgoing) {
    agenda.stir();
    Optional<CompletableFuture<Boolean>> told = node.submit((tx, desk) -> tell(tx, desk, outgoing));
    Runnable again = () -> agenda.after(AGAIN, () -> answer(outgoing));
    if (told.isEmpty()) {
      again.run();
      return;
    }
    boolean[] on = new boolean[1];
    told.get()
        .whenComplete(
            (done, failure) -> {
              on[0] = failure == null;
              if (failure != null) {
                again.run();
              }
            });
    agenda.after(
        AGAIN,
        () -> {
          if (!on[0] && !told.get().isDone()) {
            again.run(); // the process died with it
          }
        });
  }

  private static boolean tell(Transaction tx, CrossingDesk desk, Outgoing outgoing) {
    if (tx.item("customs-answer", outgoing.id()).isPresent()) {
      return false;
    }
    tx.put("customs-answer", outgoing.id(), Json.object().put("verdict", "RELEASED"));
    desk.find(tx, UUID.fromString(outgoing.body().path("crossing").asText()))
        .ifPresent(
            crossing -> {
              desk.signal(
                  tx,
                  crossing,
                  SIGNAL,
                  Map.of(
                      "verdict",
                      "RELEASED",
                      "declaration",
                      outgoing.body().path("declaration").asText()));
              desk.put(tx, crossing);
            });
    return true;
  }
}
