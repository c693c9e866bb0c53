package org.amitygate.simulator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.amitygate.config.LinkConfig;
import org.amitygate.core.device.LinkFactory;

/** Streams of bytes between the processes of one gate and its devices. */
final class Wires {

  /** A device at the other end of a stream. */
  interface Endpoint {

    /**
     * @param answer sends bytes back
     */
    void received(byte[] bytes, Consumer<byte[]> answer);

    /** Nobody is connected any more. */
    void left();
  }

  /** A cable. */
  static final class Cable {
    private final String address;
    private final Endpoint endpoint;
    private final Consumer<byte[]> watcher;
    private final List<Line> lines = new ArrayList<>();
    boolean plugged = true;

    /** The device takes bytes and answers nothing. */
    boolean mute;

    /** µs that each direction takes. */
    long slowest = 2_000;

    Cable(String address, Endpoint endpoint, Consumer<byte[]> watcher) {
      this.address = address;
      this.endpoint = endpoint;
      this.watcher = watcher;
    }

    void unplug() {
      plugged = false;
      List.copyOf(lines).forEach(line -> line.end("connection lost"));
    }

    void plug() {
      plugged = true;
    }

    @Override
    public String toString() {
      return address;
    }
  }

  private final Agenda agenda;
  private final Dice dice;
  private final Map<String, Cable> cables = new LinkedHashMap<>();

  Wires(Agenda agenda, Dice dice) {
    this.agenda = agenda;
    this.dice = dice;
  }

  /**
   * @param watcher hears of everything that a process sends, at the moment at which it does
   */
  Cable lay(String address, Endpoint endpoint, Consumer<byte[]> watcher) {
    Cable cable = new Cable(address, endpoint, watcher);
    cables.put(address, cable);
    return cable;
  }

  /** The links of one process. */
  LinkFactory of(Process process) {
    return (device, config, listener) -> new Line(cable(config), process, listener);
  }

  private Cable cable(LinkConfig config) {
    Cable cable = cables.get(config.address());
    if (cable == null) {
      throw new IllegalArgumentException("nothing is at " + config.address());
    }
    return cable;
  }

  /** The process died: its system closes what it had open. */
  void cut(Process process) {
    for (Cable cable : cables.values()) {
      List.copyOf(cable.lines).stream()
          .filter(line -> line.process == process)
          .forEach(line -> line.end("the process died"));
    }
  }

  private final class Line implements LinkFactory.OpenLink {
    private final Cable cable;
    private final Process process;
    private final LinkFactory.Listener listener;
    private boolean open;
    private int connection;
    private boolean readable = true;
    private final List<byte[]> unread = new ArrayList<>();
    private long there;
    private long back;

    Line(Cable cable, Process process, LinkFactory.Listener listener) {
      this.cable = cable;
      this.process = process;
      this.listener = listener;
    }

    @Override
    public void connect() {
      int mine = ++connection;
      agenda.after(dice.between(200, 2_000), () -> connected(mine));
    }

    private void connected(int mine) {
      if (mine != connection || !process.isAlive()) {
        return;
      }
      if (!cable.plugged) {
        tell(() -> listener.disconnected("connection refused"));
        return;
      }
      open = true;
      cable.lines.add(this);
      tell(listener::connected);
    }

    @Override
    public void send(byte[] bytes) {
      if (!open) {
        return;
      }
      cable.watcher.accept(bytes);
      int mine = connection;
      there = Math.max(there, agenda.now() + dice.between(100, cable.slowest));
      agenda.after(there - agenda.now(), () -> arrive(mine, bytes));
    }

    /** Also after the sender has died: what was sent was sent. */
    private void arrive(int mine, byte[] bytes) {
      if (cable.plugged) {
        cable.endpoint.received(bytes, answer -> answer(mine, answer));
      }
    }

    private void answer(int mine, byte[] bytes) {
      if (cable.mute) {
        return;
      }
      int cut = bytes.length > 1 && dice.one(8) ? (int) dice.between(1, bytes.length - 1) : 0;
      if (cut > 0) {
        carry(mine, Arrays.copyOf(bytes, cut));
      }
      carry(mine, Arrays.copyOfRange(bytes, cut, bytes.length));
    }

    private void carry(int mine, byte[] bytes) {
      back = Math.max(back, agenda.now() + dice.between(100, cable.slowest));
      agenda.after(
          back - agenda.now(),
          () -> {
            if (open && mine == connection) {
              read(bytes);
            }
          });
    }

    private void read(byte[] bytes) {
      if (readable) {
        tell(() -> listener.received(bytes));
      } else {
        unread.add(bytes);
      }
    }

    @Override
    public void readable(boolean on) {
      readable = on;
      if (on) {
        List<byte[]> all = List.copyOf(unread);
        unread.clear();
        all.forEach(bytes -> tell(() -> listener.received(bytes)));
      }
    }

    @Override
    public void reset(String cause) {
      end(cause);
    }

    private void end(String cause) {
      if (open) {
        leave();
        tell(() -> listener.disconnected(cause));
      }
    }

    private void leave() {
      connection++;
      open = false;
      unread.clear();
      cable.lines.remove(this);
      if (cable.lines.isEmpty()) {
        cable.endpoint.left();
      }
    }

    @Override
    public void close() {
      if (open) {
        leave();
      }
      connection++;
    }

    /** On the process's thread for connections, in order. */
    private void tell(Runnable task) {
      process.run(task);
    }
  }
}
