package org.amitygate.simulator;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.amitygate.partner.PartnerTransport;
import org.jspecify.annotations.Nullable;

/**
 * What carries messages and receipts between the two gates: late, not at all, twice. A sender hears
 * of a lost message or receipt after its transport's time limit.
 */
final class Network {

  private static final long TIME_LIMIT = 10_000_000;

  private final Agenda agenda;
  private final Dice dice;
  private final Promises promises;
  private final BooleanSupplier moving;
  private final Map<String, Node> nodes = new HashMap<>();

  /** How many partitions keep everything from the gate with this id. */
  private final Map<String, Integer> cut = new HashMap<>();

  /** Of 100 messages and receipts, how many are lost, and how many come twice. */
  int lossy;

  /** µs. */
  long slowest = 60_000;

  /**
   * @param moving whether there are vehicles whom a message may concern: else nothing is in a hurry
   */
  Network(Agenda agenda, Dice dice, Promises promises, BooleanSupplier moving) {
    this.moving = moving;
    this.agenda = agenda;
    this.dice = dice;
    this.promises = promises;
  }

  void join(Node node) {
    nodes.put(node.id, node);
  }

  void cut(String to) {
    cut.merge(to, 1, Integer::sum);
  }

  void mend(String to) {
    cut.merge(to, -1, Integer::sum);
  }

  /** The transport of one process. */
  PartnerTransport of(String from, Process process) {
    return (to, message) -> send(from, to, process, message.clone());
  }

  private CompletionStage<Optional<byte[]>> send(
      String from, String to, Process process, byte[] message) {
    promises.sends(from, message);
    CompletableFuture<Optional<byte[]>> answer = new CompletableFuture<>();
    agenda.after(
        TIME_LIMIT,
        () ->
            process.execute(
                () -> answer.completeExceptionally(new IOException("no answer in time"))));
    carry(from, to, process, message, answer);
    if (dice.percent(lossy)) {
      agenda.after(dice.between(1_000, 3_000_000), () -> carry(from, to, process, message, answer));
    }
    return answer;
  }

  private boolean lost(String to) {
    return cut.getOrDefault(to, 0) > 0 || dice.percent(lossy);
  }

  private void carry(
      String from,
      String to,
      Process process,
      byte[] message,
      CompletableFuture<Optional<byte[]>> answer) {
    agenda.after(
        dice.between(500, slowest),
        () -> {
          if (!lost(to)) {
            arrive(from, to, process, message, answer);
          }
        });
  }

  private void arrive(
      String from,
      String to,
      Process process,
      byte[] message,
      CompletableFuture<Optional<byte[]>> answer) {
    if (moving.getAsBoolean()) {
      agenda.stir();
    }
    Node node = Objects.requireNonNull(nodes.get(to), to);
    node.receive(from, message)
        .whenComplete(
            (receipt, failure) -> {
              if (failure == null) {
                promises.receipted(node, message);
              }
              agenda.after(
                  dice.between(500, slowest),
                  () -> {
                    if (!lost(from)) {
                      process.execute(() -> answered(answer, receipt, failure));
                    }
                  });
            });
  }

  private static void answered(
      CompletableFuture<Optional<byte[]>> answer,
      Optional<byte[]> receipt,
      @Nullable Throwable failure) {
    if (failure == null) {
      answer.complete(receipt);
    } else {
      answer.completeExceptionally(failure);
    }
  }
}
