package org.amitygate.partner.link;

import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.amitygate.config.ConfigSource;
import org.amitygate.core.barrier.BorderInterlock;
import org.amitygate.core.crossing.CrossingDesk;
import org.amitygate.core.crossing.EffectHandler;
import org.amitygate.core.handover.HandoverDesk;
import org.amitygate.core.handover.PartnerDesk;
import org.amitygate.core.handover.PartnerViews;
import org.amitygate.core.journal.Archive;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.outbox.Sender;
import org.amitygate.core.time.GateClock;
import org.amitygate.core.time.Ids;
import org.amitygate.partner.PartnerInbox;
import org.amitygate.partner.PartnerTransport;
import org.amitygate.partner.keys.SigningKeyGuard;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link as services. The engine and the link need each other: the link is registered first and
 * finds the engine when it is asked something.
 */
@Component(
    service = {},
    immediate = true)
public final class PartnerBundle {

  private static final Logger LOG = LoggerFactory.getLogger(PartnerBundle.class);
  private static final long LOOK_EVERY_S = 5;

  private final ServiceTracker<CrossingDesk, CrossingDesk> desk;
  private final ServiceTracker<BorderInterlock, BorderInterlock> interlock;
  private final ServiceTracker<PartnerTransport, PartnerTransport> transport;
  private final ServiceTracker<Archive, Archive> archive;
  private final List<ServiceRegistration<?>> services = new ArrayList<>();
  private final AutoCloseable changes;
  private final List<AutoCloseable> guards;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "gate-partner");
            thread.setDaemon(true);
            return thread;
          });

  @Activate
  public PartnerBundle(
      BundleContext context,
      @Reference ConfigSource config,
      @Reference Journal journal,
      @Reference GateClock clock,
      @Reference Ids ids) {
    desk = tracker(context, CrossingDesk.class);
    interlock = tracker(context, BorderInterlock.class);
    transport = tracker(context, PartnerTransport.class);
    archive = tracker(context, Archive.class);
    PartnerLink link =
        new PartnerLink(
            new PartnerLink.Needs(
                config,
                journal,
                clock,
                ids,
                () -> up(desk, "engine"),
                () -> up(interlock, "interlock"),
                () -> desk.getService() != null && interlock.getService() != null,
                () -> Optional.ofNullable(transport.getService()),
                () -> Optional.ofNullable(archive.getService())));
    changes = config.onChange((before, after) -> looks.execute(() -> quietly(link::loadKeys)));
    guards = List.of(config.guard(link.profileGuard()), config.guard(new SigningKeyGuard()));
    link.loadKeys();
    looks.scheduleWithFixedDelay(
        () -> quietly(link::look), LOOK_EVERY_S, LOOK_EVERY_S, TimeUnit.SECONDS);
    register(context, HandoverDesk.class, link.handovers(), "", "");
    register(context, PartnerDesk.class, link.talk(), "", "");
    register(context, EffectHandler.class, link.effects(), "gate.effect", Outbox.KIND);
    register(context, Sender.class, link.sender(), "gate.sender", Outbox.KIND);
    register(context, PartnerViews.class, link.views(), "", "");
    register(context, PartnerInbox.class, link.inbox(), "", "");
  }

  private static <S> ServiceTracker<S, S> tracker(BundleContext context, Class<S> service) {
    ServiceTracker<S, S> tracker = new ServiceTracker<>(context, service, null);
    tracker.open();
    return tracker;
  }

  private static <S> S up(ServiceTracker<S, S> tracker, String what) {
    S service = tracker.getService();
    if (service == null) {
      throw new IllegalStateException("the " + what + " is not up");
    }
    return service;
  }

  private static void quietly(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | LinkageError e) {
      LOG.error("the link to the partners could not be looked after", e);
    }
  }

  private <S> void register(
      BundleContext context, Class<S> type, S service, String property, String value) {
    Dictionary<String, Object> properties = new Hashtable<>();
    if (!property.isEmpty()) {
      properties.put(property, value);
    }
    services.add(context.registerService(type, service, properties));
  }

  @Deactivate
  void stop() throws Exception {
    changes.close();
    for (AutoCloseable guard : guards) {
      guard.close();
    }
    looks.shutdownNow();
    services.forEach(ServiceRegistration::unregister);
    desk.close();
    interlock.close();
    transport.close();
    archive.close();
  }
}
