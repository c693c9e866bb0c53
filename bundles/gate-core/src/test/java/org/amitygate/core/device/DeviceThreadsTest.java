package org.amitygate.core.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.DeviceConfig;
import org.amitygate.config.GateConfig;
import org.amitygate.config.LaneConfig;
import org.amitygate.config.LinkConfig;
import org.amitygate.device.WeightMeasured;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Traffic on several devices on real threads while their drivers are exchanged again and again. */
@Timeout(120)
class DeviceThreadsTest {

  private static final int DEVICES = 8;
  private static final int EACH = 5000;
  private static final int SWAPS = 25;

  /** Plays one device: sends lines from a thread of its own and stops when it is told to. */
  private static final class Player implements LinkFactory.OpenLink, Runnable {
    final LinkFactory.Listener listener;
    final CountDownLatch up = new CountDownLatch(1);
    int connections;
    private boolean readable = true;

    Player(LinkFactory.Listener listener) {
      this.listener = listener;
    }

    @Override
    public void connect() {
      connections++;
      listener.connected();
      up.countDown();
    }

    @Override
    public void run() {
      for (int i = 1; i <= EACH; i++) {
        awaitReadable();
        byte[] line = ("EMIT " + i + "\n").getBytes(StandardCharsets.US_ASCII);
        int middle = i % line.length;
        listener.received(java.util.Arrays.copyOfRange(line, 0, middle));
        listener.received(java.util.Arrays.copyOfRange(line, middle, line.length));
      }
    }

    private synchronized void awaitReadable() {
      while (!readable) {
        try {
          wait();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }

    @Override
    public synchronized void readable(boolean on) {
      readable = on;
      notifyAll();
    }

    @Override
    public void send(byte[] bytes) {}

    @Override
    public void reset(String cause) {
      listener.disconnected(cause);
    }

    @Override
    public void close() {}
  }

  @Test
  void nothingIsLostOrRepeatedOrReorderedWhenDriversAreExchangedUnderTraffic() throws Exception {
    long seed = 20_261_123;
    System.out.println("DeviceThreadsTest: seed " + seed);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    ExecutorService disk = Executors.newSingleThreadExecutor();
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    Map<String, Player> players = new ConcurrentHashMap<>();
    Map<String, List<Long>> taken = new ConcurrentHashMap<>();
    CountDownLatch all = new CountDownLatch(DEVICES * EACH);
    Devices devices =
        new Devices(
            threads,
            Scheduler.over(timer),
            Instant::now,
            new Random(seed),
            new RecordJournal(),
            (device, reading, durable) -> {
              taken
                  .computeIfAbsent(device, id -> new ArrayList<>())
                  .add(((WeightMeasured) reading).grossKg());
              disk.execute(durable);
              all.countDown();
            },
            (device, online, cause) -> {},
            () -> {});
    devices.link(
        "tcp",
        (device, config, listener) -> players.computeIfAbsent(device, id -> new Player(listener)));
    devices.use("scripted", carrying(), "0");
    devices.follow(fixed());
    while (players.size() < DEVICES) {
      Thread.onSpinWait();
    }
    for (Player player : players.values()) {
      assertThat(player.up.await(10, TimeUnit.SECONDS)).isTrue();
    }
    while (!devices.views().stream().allMatch(view -> view.status() == DeviceStatus.ONLINE)) {
      Thread.onSpinWait(); // until then there is no session to be exchanged
    }
    players.values().forEach(player -> new Thread(player).start());
    for (int i = 1; i <= SWAPS; i++) {
      for (String device : players.keySet()) {
        SwapReport report = devices.swap(device, carrying(), "" + i).get(20, TimeUnit.SECONDS);
        assertThat(report.result()).as("%s", report).isEqualTo(SwapReport.Result.CARRIED);
      }
    }
    assertThat(all.await(60, TimeUnit.SECONDS)).isTrue();
    devices.close().get(10, TimeUnit.SECONDS);
    threads.shutdown();
    disk.shutdown();
    timer.shutdown();

    List<Long> expected = new ArrayList<>();
    for (long i = 1; i <= EACH; i++) {
      expected.add(i);
    }
    players.forEach((device, player) -> assertThat(player.connections).isEqualTo(1));
    taken.forEach((device, weights) -> assertThat(weights).as(device).isEqualTo(expected));
  }

  private static ScriptedDriver carrying() {
    ScriptedDriver driver = new ScriptedDriver();
    driver.suspends = true;
    return driver;
  }

  private static ConfigSource fixed() {
    List<DeviceConfig> devices = new ArrayList<>();
    for (int i = 0; i < DEVICES; i++) {
      devices.add(
          new DeviceConfig(
              "L" + i + ".scale", "scripted", new LinkConfig("tcp", "x", Map.of()), Map.of()));
    }
    GateConfig.Gate gate =
        new GateConfig.Gate(
            "s", "S", List.of(), "p", "r", GateConfig.State.PILOT, ZoneId.of("UTC"));
    LaneConfig lane = new LaneConfig("L", LaneConfig.Direction.IMPORT, "cargo", "f", "p", devices);
    GateConfig config =
        new GateConfig(
            gate, List.of(lane), Map.of(), Map.of(), Optional.empty(), Map.of(), "digest");
    return new ConfigSource() {
      @Override
      public GateConfig current() {
        return config;
      }

      @Override
      public AutoCloseable onChange(BiConsumer<GateConfig, GateConfig> change) {
        return () -> {};
      }
    };
  }

  /**
   * A driver that waits on the calling thread is what the strand must not suffer from elsewhere.
   */
  @Test
  void oneStuckDriverDoesNotStopAnotherDevice() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    CountDownLatch release = new CountDownLatch(1);
    Map<String, Player> players = new ConcurrentHashMap<>();
    CountDownLatch served = new CountDownLatch(1);
    Devices devices =
        new Devices(
            threads,
            Scheduler.over(timer),
            Instant::now,
            new Random(1),
            new RecordJournal(),
            (device, reading, durable) -> served.countDown(),
            (device, online, cause) -> {},
            () -> {});
    devices.link(
        "tcp",
        (device, config, listener) -> players.computeIfAbsent(device, id -> new Player(listener)));
    ScriptedDriver driver = new ScriptedDriver();
    driver.hook =
        () -> {
          try {
            release.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    devices.use("scripted", driver, "0");
    devices.follow(fixed());
    while (players.size() < DEVICES) {
      Thread.onSpinWait();
    }
    assertThat(players.get("L0.scale").up.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(players.get("L1.scale").up.await(10, TimeUnit.SECONDS)).isTrue();
    players.get("L0.scale").listener.received("HOOK\n".getBytes(StandardCharsets.US_ASCII));
    players.get("L1.scale").listener.received("EMIT 1\n".getBytes(StandardCharsets.US_ASCII));

    assertThat(served.await(10, TimeUnit.SECONDS)).isTrue();
    var outcome =
        devices.execute(
            "L0.scale",
            new org.amitygate.device.Command(new java.util.UUID(1, 1), "move", Map.of()),
            Duration.ofMillis(50));
    assertThat(outcome.get(10, TimeUnit.SECONDS))
        .isEqualTo(
            new org.amitygate.device.Outcome.Unknown("the driver of L0.scale does not return"));
    release.countDown();
    devices.close().get(10, TimeUnit.SECONDS);
    threads.shutdown();
    timer.shutdown();
  }
}
