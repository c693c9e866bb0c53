package org.amitygate.core.bench;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.amitygate.config.DeviceConfig;
import org.amitygate.core.crossing.QuestionDesk;
import org.amitygate.device.Command;
import org.amitygate.device.Outcome;

/**
 * Between one process and its devices, as the device host is: safe commands wait for a connection,
 * others do not.
 */
final class Wire implements QuestionDesk.Devices {

  private record Waiting(String lane, Command command, CompletableFuture<Outcome> result) {}

  private final Bench bench;
  private final VirtualTime time;
  private final List<Waiting> waiting = new ArrayList<>();
  private final List<Runnable> held = new ArrayList<>();

  Wire(Bench bench, VirtualTime time) {
    this.bench = bench;
    this.time = time;
  }

  @Override
  public CompletionStage<Outcome> ask(
      String device, Command command, BooleanSupplier permit, Duration within) {
    if (!bench.exchanging.contains(DeviceConfig.lane(device))) {
      return permit.getAsBoolean()
          ? ask(device, command, within)
          : CompletableFuture.completedFuture(new Outcome.NotSent("no permit"));
    }
    CompletableFuture<Outcome> result = new CompletableFuture<>();
    held.add(() -> ask(device, command, permit, within).thenAccept(result::complete));
    return result;
  }

  /** Drivers are there again: what they were to carry out is handed over. */
  void handOver() {
    List<Runnable> now = List.copyOf(held);
    held.clear();
    now.forEach(Runnable::run);
  }

  @Override
  public CompletionStage<Outcome> ask(String device, Command command, Duration within) {
    if (bench.exchanging.contains(DeviceConfig.lane(device))) {
      return ask(device, command, () -> true, within);
    }
    bench.asked.add(command);
    CompletableFuture<Outcome> result = new CompletableFuture<>();
    CrashingJournal process = bench.journal;
    if (device.endsWith(".weighbridge")) {
      return bench.weighbridge.weigh(within);
    }
    String lane = DeviceConfig.lane(device);
    Controller controller = requireNonNull(bench.controllers.get(lane));
    if (!controller.online) {
      boolean safe = command.name().equals(Command.POSITION) || command.name().equals(Command.SET);
      if (safe) {
        waiting.add(new Waiting(lane, command, result));
        time.after(within, () -> result.complete(new Outcome.NotSent("it was away")));
      } else {
        time.execute(() -> result.complete(new Outcome.NotSent("it is away")));
      }
      return result;
    }
    Outcome outcome = controller.carryOut(command, time.now());
    time.execute(
        () -> {
          result.complete(outcome);
          boolean moves =
              command.name().equals(Command.OPEN) || command.name().equals(Command.CANCEL);
          if (!process.crashed() && moves) {
            bench.report(lane); // as the driver's next look tells
          }
        });
    return result;
  }

  /** The controller is back: what waited for it is asked. */
  void back(String lane) {
    List<Waiting> now = waiting.stream().filter(one -> one.lane().equals(lane)).toList();
    waiting.removeAll(now);
    for (Waiting one : now) {
      Controller controller = requireNonNull(bench.controllers.get(lane));
      Outcome outcome = controller.carryOut(one.command(), time.now());
      time.execute(() -> one.result().complete(outcome));
    }
  }
}
