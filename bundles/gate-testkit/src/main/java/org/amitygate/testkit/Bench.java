package org.amitygate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Predicate;
import org.amitygate.device.Driver;
import org.amitygate.device.Reading;

/** The driver between a device and the gate, with the network in the middle. */
final class Bench implements AutoCloseable {
  final Declaration declared;
  final Observer observer = new Observer();
  final DeviceRig rig;
  final TestDevice device;
  final FaultyNetwork network;
  private int provoked;

  Bench(Declaration declared, long seed) throws Exception {
    this.declared = declared;
    this.rig = new DeviceRig(seed);
    int gatePort = declared.pushes() ? DeviceRig.freePort() : 0;
    if (declared.pushes()) {
      network = new FaultyNetwork(gatePort, seed);
      device = declared.device.make(network.port());
    } else {
      device = declared.device.make(0);
      network = new FaultyNetwork(device.port(), seed);
    }
    int port = declared.pushes() ? gatePort : network.port();
    try {
      rig.host(driver(), Links.to(declared, port), declared.settings);
      rig.awaitOnline(declared.patience);
      if (!declared.pushes()) {
        Await.until("a connection", declared.patience, () -> network.connections() > 0);
      }
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  /** Makes the device observe something new. */
  Predicate<Reading> provoke() throws IOException {
    return device.provoke(++provoked);
  }

  Driver driver() {
    return observer.over(declared.driver.get());
  }

  /** Provokes a reading and waits for it; it must come exactly once. */
  void observeOnce() throws IOException {
    int from = rig.emissions().size();
    Predicate<Reading> like = provoke();
    rig.awaitReading(from, like, declared.patience);
    assertThat(rig.count(from, like)).as("readings for one observation").isEqualTo(1);
  }

  /** After a fault: sooner or later a reading arrives again. */
  void observeAgain() throws IOException {
    Duration wait = declared.patience.plus(declared.liveness.orElse(Duration.ZERO));
    for (int i = 0; i < DriverContract.ROUNDS; i++) {
      int from = rig.emissions().size();
      Predicate<Reading> like = provoke();
      if (Await.holds(wait, () -> rig.count(from, like) > 0)) {
        return;
      }
    }
    throw new AssertionError("no reading arrives any more: " + rig.view());
  }

  void recovers() throws IOException {
    rig.awaitOnline(declared.patience.plusSeconds(10));
    if (declared.readings) {
      observeAgain();
    }
  }

  @Override
  public void close() {
    try {
      rig.close();
      assertThat(observer.openSessions()).as("sessions left open").isZero();
      assertThat(observer.breaches()).as("breaches of the contract").isEmpty();
    } finally {
      network.close();
      device.close();
    }
  }
}
