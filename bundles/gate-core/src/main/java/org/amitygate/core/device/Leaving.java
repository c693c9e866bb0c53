package org.amitygate.core.device;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Devices that were taken out of the configuration and are still there: what must not be repeated
 * has its time. Thread-safe.
 */
final class Leaving {

  private final Map<String, CompletableFuture<Void>> ends = new ConcurrentHashMap<>();
  private final Set<HostedDevice> devices = ConcurrentHashMap.newKeySet();

  /** Closes a device behind the changes that wait for it. */
  void leave(HostedDevice device) {
    CompletableFuture<Void> end = new CompletableFuture<>();
    ends.put(device.id, end);
    devices.add(device);
    end.thenRun(
        () -> {
          devices.remove(device);
          ends.remove(device.id, end);
        });
    device.strand.execute(
        () -> device.changes.addQuietly(Exchange.UNSAFE_BOUND, () -> close(device, end)));
  }

  private static void close(HostedDevice device, CompletableFuture<Void> end) {
    device.close("it was removed from the configuration", true);
    end.complete(null);
  }

  /** Those that have not left yet: a driver may hang in one of them, too. */
  Set<HostedDevice> devices() {
    return devices;
  }

  /** Completes when no device of this id is left, perhaps on the strand of the last one. */
  CompletableFuture<Void> end(String id) {
    return ends.getOrDefault(id, CompletableFuture.completedFuture(null));
  }
}
