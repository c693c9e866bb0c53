package org.amitygate.core.device;

import java.util.concurrent.CompletableFuture;
import org.amitygate.core.device.DriverSeat.Installed;
import org.amitygate.device.Driver;
import org.jspecify.annotations.Nullable;

/** Takes a driver away from a device. On the device's strand only. */
final class Withdrawal {

  private final HostedDevice device;
  private final Driver driver;
  private final CompletableFuture<Void> done;

  /**
   * @param done completed when no session of the driver is left
   */
  Withdrawal(HostedDevice device, Driver driver, CompletableFuture<Void> done) {
    this.device = device;
    this.driver = driver;
    this.done = done;
  }

  /**
   * @param other takes its place; null: none does
   */
  void begin(@Nullable Installed other) {
    if (other != null && serves()) {
      CompletableFuture<SwapReport> swapped = new CompletableFuture<>();
      swapped.thenRun(() -> device.strand.execute(this::remove));
      device.changes.add(new Exchange(device, other, swapped));
    } else {
      remove();
    }
  }

  private void remove() {
    device.changes.addQuietly(
        Exchange.UNSAFE_BOUND,
        () -> {
          if (serves()) {
            device.stop("its driver was removed");
            device.install(null);
            device.start();
          }
          device.strand.execute(() -> done.complete(null)); // behind the closing
        });
  }

  private boolean serves() {
    Installed installed = device.seat.installed();
    return installed != null && installed.driver() == driver;
  }
}
