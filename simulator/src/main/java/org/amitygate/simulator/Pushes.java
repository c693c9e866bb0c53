package org.amitygate.simulator;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntConsumer;
import org.amitygate.config.LinkConfig;
import org.amitygate.core.device.LinkFactory;
import org.amitygate.device.Inbound;

/** Requests that devices send to the processes of one gate. */
final class Pushes {

  private static final long ANSWER_WITHIN = 30_000_000;

  private final Agenda agenda;
  private final Dice dice;
  private final Map<String, Listening> listening = new HashMap<>();

  Pushes(Agenda agenda, Dice dice) {
    this.agenda = agenda;
    this.dice = dice;
  }

  LinkFactory of(Process process) {
    return (device, config, listener) -> new Listening(process, config, listener);
  }

  /**
   * A device sends a request.
   *
   * @param answered hears the status, 0 if there is no answer
   */
  void post(String address, String contentType, byte[] body, IntConsumer answered) {
    agenda.after(dice.between(200, 3_000), () -> arrive(address, contentType, body, answered));
  }

  private void arrive(String address, String contentType, byte[] body, IntConsumer answered) {
    Listening there = listening.get(address);
    if (there == null || !there.open || !there.process.isAlive()) {
      agenda.after(1_000, () -> answered.accept(0));
      return;
    }
    boolean[] done = new boolean[1];
    IntConsumer once =
        status -> {
          if (!done[0]) {
            done[0] = true;
            answered.accept(status);
          }
        };
    agenda.after(ANSWER_WITHIN, () -> once.accept(0));
    there.process.run(
        () ->
            there.listener.received(
                new Inbound.Message(
                    "/" + address,
                    Map.of("content-type", contentType),
                    body,
                    (status, type, text) -> once.accept(status))));
  }

  private final class Listening implements LinkFactory.OpenLink {
    private final Process process;
    private final String address;
    private final LinkFactory.Listener listener;
    private boolean open;

    Listening(Process process, LinkConfig config, LinkFactory.Listener listener) {
      this.process = process;
      this.address = config.address();
      this.listener = listener;
    }

    @Override
    public void connect() {
      open = true;
      listening.put(address, this);
      process.run(listener::connected);
    }

    @Override
    public void send(byte[] bytes) {
      throw new UnsupportedOperationException("a link that only receives");
    }

    @Override
    public void readable(boolean on) {}

    @Override
    public void reset(String cause) {
      if (open) {
        open = false;
        process.run(() -> listener.disconnected(cause));
      }
    }

    @Override
    public void close() {
      open = false;
      listening.remove(address, this);
    }
  }
}
