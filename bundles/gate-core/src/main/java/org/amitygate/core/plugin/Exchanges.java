package org.amitygate.core.plugin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.amitygate.device.Driver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Exchanges the driver of several devices, or of none. Used on the host's thread. */
final class Exchanges {

  private static final Logger LOG = LoggerFactory.getLogger(Exchanges.class);

  private final DriverTarget drivers;
  private final Duration within;

  /** A driver, and the version that its devices show. */
  record Release(Driver driver, String version) {}

  /**
   * @param within how long one device may take
   */
  Exchanges(DriverTarget drivers, Duration within) {
    this.drivers = drivers;
    this.within = within;
  }

  /**
   * Puts a driver in the place of another one, one device after another. When one keeps the old
   * one, or does not say in time which one it has, all go back.
   *
   * @return why they went back; empty if they did not
   */
  Optional<String> swap(Collection<String> devices, Release old, Release next)
      throws InterruptedException {
    List<String> swapped = new ArrayList<>();
    for (String device : devices) {
      Optional<String> why;
      try {
        why = swap(device, next).map(kept -> device + " kept the old driver: " + kept);
        if (why.isEmpty()) {
          swapped.add(device);
        }
      } catch (TimeoutException e) {
        why = Optional.of(device + ": " + e.getMessage());
        swapped.add(device); // it may have the new one yet
      }
      if (why.isPresent()) {
        for (String done : swapped) {
          back(done, old);
        }
        return why;
      }
    }
    return Optional.empty();
  }

  private void back(String device, Release old) throws InterruptedException {
    try {
      swap(device, old).ifPresent(why -> LOG.error("{} could not go back: {}", device, why));
    } catch (TimeoutException e) {
      LOG.error("{} has not gone back yet: {}", device, e.getMessage());
    }
  }

  /**
   * @return why the device kept the one that it had
   * @throws TimeoutException it has not said
   */
  private Optional<String> swap(String device, Release release)
      throws InterruptedException, TimeoutException {
    try {
      return drivers
          .swap(device, release.driver(), release.version())
          .toCompletableFuture()
          .get(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      return Optional.of(String.valueOf(e.getCause()));
    } catch (TimeoutException e) {
      throw new TimeoutException("the exchange did not end within " + within.toSeconds() + " s");
    }
  }
}
