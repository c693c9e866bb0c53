package org.amitygate.core.device;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The status of one device: logged, journalled and told when it changes, and only then. Set on the
 * strand.
 */
final class Standing {

  /** Type of the record in stream {@code device:ID}. */
  static final String RECORD = "DeviceStatusChanged";

  /** Type of the record of a call that was given up, in the same stream. */
  static final String CALL_LOST = "DriverCallLost";

  private static final Logger LOG = LoggerFactory.getLogger(Standing.class);

  record Now(DeviceStatus status, String cause, Instant since) {}

  private final String device;
  private final Surroundings around;
  private volatile Now now;
  private boolean first = true;

  Standing(String device, Surroundings around) {
    this.device = device;
    this.around = around;
    this.now = new Now(DeviceStatus.NO_DRIVER, "not started", around.clock().now());
  }

  Now now() {
    return now;
  }

  boolean isOnline() {
    return now.status() == DeviceStatus.ONLINE;
  }

  /**
   * Takes a status.
   *
   * @param cause a sentence; a new cause of the same status is shown, but is no transition
   * @param driver what serves or would serve the device
   */
  void become(DeviceStatus status, String cause, String driver, Optional<String> version) {
    Now before = now;
    if (before.status() == status && !first) {
      now = new Now(status, cause, before.since());
      return;
    }
    now = new Now(status, cause, around.clock().now());
    LOG.info("{}: {}{}", device, status, cause.isEmpty() ? "" : ": " + cause);
    journal(status, cause, driver, version);
    boolean online = status == DeviceStatus.ONLINE;
    if (online != (before.status() == DeviceStatus.ONLINE) || first) {
      tell(online, cause);
    }
    first = false;
  }

  /** A call into the driver was given up: on record, whatever becomes of the device. */
  void callLost(String cause, String driver, String version) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("device", device)
        .put("cause", cause)
        .put("driver", driver)
        .put("driverVersion", version);
    record(CALL_LOST, body);
  }

  /** A journal that cannot be written says so itself; the status is in force all the same. */
  private void journal(DeviceStatus status, String cause, String driver, Optional<String> version) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("device", device)
        .put("status", status.name())
        .put("cause", cause)
        .put("driver", driver);
    version.ifPresent(known -> body.put("driverVersion", known));
    record(RECORD, body);
  }

  private void record(String type, ObjectNode body) {
    submit(type, body)
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                LOG.warn("{}: {} is not in the journal: {}", device, body, failure.getMessage());
              }
            });
  }

  private CompletableFuture<Boolean> submit(String type, ObjectNode body) {
    try {
      return around
          .journal()
          .submit(
              tx -> {
                tx.append("device:" + device, type, body);
                return true;
              });
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void tell(boolean online, String cause) {
    try {
      around.listener().onStatus(device, online, cause);
    } catch (RuntimeException e) {
      LOG.error("{}: the listener of the status failed", device, e);
    }
  }
}
