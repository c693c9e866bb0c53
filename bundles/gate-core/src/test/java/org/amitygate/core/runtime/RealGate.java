package org.amitygate.core.runtime;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.DeviceConfig;
import org.amitygate.config.GateConfig;
import org.amitygate.config.LaneConfig;
import org.amitygate.config.LinkConfig;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.bench.Desk;
import org.amitygate.core.bench.MemoryArchive;
import org.amitygate.core.bench.Script;
import org.amitygate.core.device.LinkFactory;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.journal.View;
import org.amitygate.device.Driver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A gate as it is put together for real, with real threads and one device on lane L1. */
abstract class RealGate {

  private static final String DRIVER = "driver";

  final Bench bench = new Bench();
  final Script script = new Script();
  final Desk desk = new Desk();
  final Wire wire = new Wire();
  final Journal journal = new OneAtATime(bench);

  /** The pictures. */
  final List<byte[]> kept = new CopyOnWriteArrayList<>();

  final Gate gate;
  private final Surrounding around = new Surrounding();

  RealGate(String device) {
    gate =
        new Gate(
            new Threads(),
            journal,
            new MemoryArchive(bench.journal),
            bench::now,
            UUID::randomUUID,
            bytes -> {
              kept.add(bytes);
              return "digest";
            },
            new OneDevice(bench.config(), device),
            around);
  }

  final void open(Driver driver) {
    around.flows = script;
    around.handover = desk;
    desk.serve(gate.crossings(), gate.barriers().interlock());
    gate.devices().use(DRIVER, driver, "1.0.0");
    gate.devices().link("wire", wire);
    gate.open();
  }

  @AfterEach
  void close() {
    gate.close();
  }

  /** Connects at once, or when the test does. */
  static final class Wire implements LinkFactory {
    volatile @Nullable Listener listener;

    /** Gets who waits for a connection; null: nobody has to. */
    volatile @Nullable CompletableFuture<Listener> cut;

    @Override
    public OpenLink create(String device, LinkConfig config, Listener listener) {
      this.listener = listener;
      return new OpenLink() {
        @Override
        public void connect() {
          CompletableFuture<Listener> waiting = cut;
          if (waiting == null) {
            listener.connected();
          } else {
            waiting.complete(listener);
          }
        }

        @Override
        public void send(byte[] bytes) {}

        @Override
        public void readable(boolean on) {}

        @Override
        public void reset(String cause) {
          listener.disconnected(cause);
        }

        @Override
        public void close() {}
      };
    }
  }

  /** The bench's journal is for one thread, and writes when the bench lets it. */
  private record OneAtATime(Bench bench) implements Journal {
    @Override
    public <R> CompletableFuture<R> submit(Work<R> work) {
      synchronized (bench) {
        CompletableFuture<R> done = bench.journal.submit(work);
        bench.settle();
        return done;
      }
    }

    @Override
    public <R> CompletableFuture<R> read(Function<View, R> question) {
      synchronized (bench) {
        CompletableFuture<R> answer = bench.journal.read(question);
        bench.settle();
        return answer;
      }
    }

    @Override
    public void onQueued(Consumer<Outgoing> heard) {
      bench.journal.onQueued(heard);
    }

    @Override
    public Status status() {
      return bench.journal.status();
    }
  }

  /** The bench's lanes, and the device on the first. */
  private record OneDevice(ConfigSource lanes, String id) implements ConfigSource {
    @Override
    public GateConfig current() {
      GateConfig all = lanes.current();
      LinkConfig link = new LinkConfig("wire", "", Map.of());
      List<DeviceConfig> devices = List.of(new DeviceConfig(id, DRIVER, link, Map.of()));
      return new GateConfig(
          all.gate(),
          all.lanes().stream()
              .map(
                  lane ->
                      new LaneConfig(
                          lane.id(),
                          lane.direction(),
                          lane.trafficClass(),
                          lane.flow(),
                          lane.partner(),
                          lane.id().equals("L1") ? devices : List.of()))
              .toList(),
          Map.of(),
          Map.of(),
          Optional.empty(),
          Map.of(),
          all.digest());
    }

    @Override
    public AutoCloseable onChange(BiConsumer<GateConfig, GateConfig> change) {
      return () -> {};
    }
  }
}
