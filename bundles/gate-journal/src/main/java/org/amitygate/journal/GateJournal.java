package org.amitygate.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.amitygate.config.ConfigSource;
import org.amitygate.core.journal.Archive;
import org.amitygate.core.journal.Evidence;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.JournalHealth;
import org.amitygate.core.time.GateClock;
import org.amitygate.core.time.Ids;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the journal where the first good gate file says, with the data folder {@code gate.store} (a
 * framework or system property; {@code ${karaf.data}/gate} if it is not set), and registers {@link
 * Journal}, {@link Archive}, {@link GateClock}, {@link Ids} and {@link Evidence}. As long as it
 * cannot be opened it is tried again, nothing but {@link JournalHealth} is registered, and nothing
 * of the gate starts.
 */
@Component(
    immediate = true,
    service = {})
public final class GateJournal implements JournalHealth {

  private static final int AGAIN_SECONDS = 2;
  private static final Logger log = LoggerFactory.getLogger(GateJournal.class);

  private final BundleContext context;
  private final ConfigSource config;
  private final ScheduledExecutorService opening =
      Executors.newSingleThreadScheduledExecutor(JournalThreads.named("journal-opening"));
  private final List<ServiceRegistration<?>> services = new ArrayList<>();

  private volatile String trouble = "no good etc/gate.yaml has said yet where it is";
  private volatile @Nullable JournalFolder folder;

  /** Opens at once if that is possible. */
  @Activate
  public GateJournal(BundleContext context, @Reference ConfigSource config) {
    this.context = context;
    this.config = config;
    services.add(context.registerService(JournalHealth.class, this, null));
    open();
  }

  private synchronized void open() {
    if (config.current().isKnown() && !opening.isShutdown()) {
      tryToOpen();
    }
    if (folder == null && !opening.isShutdown()) {
      opening.schedule(this::open, AGAIN_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void tryToOpen() {
    try {
      JournalFolder opened =
          JournalFolder.open(dataFolder(context), () -> config.current().storage());
      folder = opened;
      services.add(context.registerService(GateClock.class, opened.clock(), null));
      services.add(context.registerService(Ids.class, opened.ids(), null));
      services.add(context.registerService(Evidence.class, opened.evidence(), null));
      services.add(context.registerService(Archive.class, opened.archive(), null));
      services.add(context.registerService(Journal.class, opened.journal(), null));
      opening.shutdown();
    } catch (IOException | RuntimeException | LinkageError e) {
      String why = sentence(e);
      if (!why.equals(trouble)) {
        log.error("the gate does not start, its journal cannot be opened: {}", why);
        log.debug("the journal cannot be opened", e);
      }
      trouble = why;
    }
  }

  private String sentence(Throwable e) {
    if (e instanceof IOException) { // its message may be a path and nothing else
      return "the data folder %s cannot be used: give the gate's account the right to it, or see to its disk (%s)"
          .formatted(dataFolder(context), e);
    }
    return e instanceof LinkageError ? e.toString() : String.valueOf(e.getMessage());
  }

  @Override
  public String place() {
    JournalFolder opened = folder;
    return opened == null ? "" : opened.place();
  }

  @Override
  public Journal.Status status() {
    JournalFolder opened = folder;
    return opened == null ? new Journal.Status(false, trouble) : opened.journal().status();
  }

  @Override
  public int tables() {
    return Schema.VERSION;
  }

  @Override
  public List<String> troubles() {
    JournalFolder opened = folder;
    return opened == null ? List.of() : opened.troubles();
  }

  /** Writes what is queued, then closes. */
  @Deactivate
  public synchronized void close() {
    opening.shutdownNow();
    services.forEach(ServiceRegistration::unregister);
    JournalFolder opened = folder;
    if (opened != null) {
      opened.close();
    }
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
