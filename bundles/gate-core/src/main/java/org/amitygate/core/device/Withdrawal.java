package org.amitygate.core.device;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.amitygate.core.device.DriverSeat.Installed;
import org.amitygate.device.Driver;
import org.jspecify.annotations.Nullable;

/** Takes a driver away from a device. On the device's strand only. */
final class Withdrawal {

  private final HostedDevice device;
  private final Driver driver;
  private final Supplier<@Nullable Installed> chosen;
  private final CompletableFuture<Void> done;

  /**
   * @param chosen what takes its place; gives null while nothing does. Looked at twice, since
   *     another may be chosen or go away while this waits
   * @param done completed when no session of the driver is left
   */
  Withdrawal(
      HostedDevice device,
      Driver driver,
      Supplier<@Nullable Installed> chosen,
      CompletableFuture<Void> done) {
    this.device = device;
    this.driver = driver;
    this.chosen = chosen;
    this.done = done;
  }

  void begin() {
    Installed other = chosen.get();
    if (other != null && serves()) {
      CompletableFuture<SwapReport> swapped = new CompletableFuture<>();
      swapped.thenRun(() -> device.strand.execute(this::remove));
      device.changes.add(new Exchange(device, other, swapped));
    } else {
      remove();
    }
  }

  /** What serves still, because an exchange was under way or came to nothing, goes all the same. */
  private void remove() {
    device.changes.addQuietly(
        Exchange.UNSAFE_BOUND,
        () -> {
          if (serves()) {
            device.stop("its driver was removed");
            device.install(chosen.get());
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
