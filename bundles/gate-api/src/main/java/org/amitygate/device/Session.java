package org.amitygate.device;

import java.io.IOException;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One conversation with one device. All calls come one at a time, on the device's strand, and none
 * may block. What a session throws, but for {@link UnsupportedOperationException} of {@link
 * #execute}, ends it: the gate resets the link, records the cause and opens a fresh one. Anything
 * else than an {@link IOException} is a failure of the driver: one that is on probation is taken
 * back for it.
 */
@ConsumerType
public interface Session extends AutoCloseable {

  /**
   * Takes what the device said. From a stream link, {@link Inbound.Bytes} holds everything not
   * consumed so far: consume whole frames and leave the rest; it comes again with more behind it.
   *
   * @throws IOException the bytes break the protocol; the message names what was expected and what
   *     came
   */
  void received(Inbound data) throws IOException;

  /**
   * Carries out a command; it is answered once through {@link DeviceHost#done}, later or at once.
   *
   * @throws UnsupportedOperationException this device has no such command, and nothing was sent: it
   *     is answered so, and the session goes on
   */
  void execute(Command command);

  /**
   * What a successor needs to go on with the same connection; empty: the successor gets a fresh
   * link.
   */
  default Optional<State> suspend() {
    return Optional.empty();
  }

  /** The last call. The link stays with the gate and must not be used afterwards. */
  @Override
  default void close() {}
}
