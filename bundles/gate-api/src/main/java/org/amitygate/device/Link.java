package org.amitygate.device;

import org.osgi.annotation.versioning.ProviderType;

/** A connection to a device, owned by the gate and outliving the driver. */
@ProviderType
public interface Link {

  /**
   * Sends bytes in order, without blocking. A stream link writes them; a link that only receives
   * (HTTP event stream, HTTP push) throws {@link UnsupportedOperationException}. A failed write
   * comes back as a lost link, not here.
   */
  void send(byte[] bytes);
}
