package org.amitygate.core.handover;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** How the links to the partners are. An OSGi service of gate-partner. Thread-safe. */
public interface PartnerViews {

  /** Every partner of the configuration, by id. Reads key files: blocks for a moment. */
  CompletableFuture<List<PartnerView>> partners();
}
