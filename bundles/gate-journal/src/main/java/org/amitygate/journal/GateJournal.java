package org.amitygate.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.amitygate.core.journal.Evidence;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.time.GateClock;
import org.amitygate.core.time.Ids;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the journal in the folder {@code gate.store} (a framework or system property; {@code
 * ${karaf.data}/gate} if it is not set) and registers {@link Journal}, {@link GateClock}, {@link
 * Ids} and {@link Evidence}. If the folder cannot be trusted with records, nothing is registered,
 * and nothing of the gate starts.
 */
@Component(
    immediate = true,
    service = {})
public final class GateJournal {

  private static final Logger log = LoggerFactory.getLogger(GateJournal.class);

  private final List<ServiceRegistration<?>> services = new ArrayList<>();
  private final JournalFolder folder;

  /** Fails, with one sentence in the log, if the folder cannot be used. */
  @Activate
  public GateJournal(BundleContext context) throws IOException {
    try {
      folder = JournalFolder.open(dataFolder(context));
    } catch (IOException | RuntimeException e) {
      log.error("the gate does not start, its journal cannot be opened: {}", e.getMessage());
      throw e;
    }
    services.add(context.registerService(GateClock.class, folder.clock(), null));
    services.add(context.registerService(Ids.class, folder.ids(), null));
    services.add(context.registerService(Evidence.class, folder.evidence(), null));
    services.add(context.registerService(Journal.class, folder.journal(), null));
  }

  /** Writes what is queued, then closes. */
  @Deactivate
  public void close() {
    services.forEach(ServiceRegistration::unregister);
    folder.close();
  }

  static Path dataFolder(BundleContext context) {
    String folder = context.getProperty("gate.store");
    if (folder != null && !folder.isBlank()) {
      return Path.of(folder).toAbsolutePath();
    }
    String karaf = context.getProperty("karaf.data");
    if (karaf == null || karaf.isBlank()) {
      throw new IllegalStateException(
          "nobody says where the journal is: set the property gate.store to a folder on a local disk");
    }
    return Path.of(karaf, "gate").toAbsolutePath();
  }
}
