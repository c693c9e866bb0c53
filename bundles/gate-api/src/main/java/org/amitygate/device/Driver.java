package org.amitygate.device;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Speaks one vendor's or one standard's device protocol. Registered as an OSGi service with the
 * property {@code gate.driver} (the name that the configuration uses, such as {@code mt-sics}).
 *
 * <p>A driver does no I/O and owns no thread, clock or socket: the gate owns the connection and
 * calls the session. Every method may be called from any thread, for different devices at once.
 */
@ConsumerType
public interface Driver {

  /**
   * Opens a fresh session: after every connect, failure, change of settings and swap of the driver.
   *
   * @param settings what the configuration says of this device, already checked against the
   *     plug-in's schema
   * @param host the gate's side of this session, valid until {@link Session#close()}
   * @param before what the predecessor on <em>the same live connection</em> left by {@link
   *     Session#suspend()}; empty on a new connection. A driver that does not know its format
   *     throws {@link IOException}: the gate then resets the link and opens a fresh session
   * @throws IOException the device cannot be served with these settings; becomes the cause of
   *     status OFFLINE, and it is tried again on the next connection. So does whatever else it
   *     throws, which is a failure of the driver, too: one that is on probation is taken back for
   *     it
   */
  Session open(Settings settings, DeviceHost host, Optional<State> before) throws IOException;

  /**
   * Names of the commands that may be repeated ({@link Command#name()}): they ask, or set what may
   * be set twice; never what moves a barrier. Only these are sent again when a connection was lost
   * or a driver exchanged, and only these may be asked from inside a stage of a flow. Asked before
   * each session opens; what it says then holds for that session.
   */
  default Set<String> safeCommands() {
    return Set.of();
  }
}
