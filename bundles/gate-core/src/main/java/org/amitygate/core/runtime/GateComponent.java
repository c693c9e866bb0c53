package org.amitygate.core.runtime;

import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.amitygate.config.ConfigSource;
import org.amitygate.core.barrier.BorderInterlock;
import org.amitygate.core.crossing.CrossingDesk;
import org.amitygate.core.crossing.EffectHandler;
import org.amitygate.core.crossing.FlowRunner;
import org.amitygate.core.device.Devices;
import org.amitygate.core.device.LinkFactory;
import org.amitygate.core.handover.HandoverDesk;
import org.amitygate.core.handover.PartnerDesk;
import org.amitygate.core.journal.Archive;
import org.amitygate.core.journal.Evidence;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.SealKey;
import org.amitygate.core.operations.GateOperations;
import org.amitygate.core.operations.PartnerOperations;
import org.amitygate.core.outbox.Sender;
import org.amitygate.core.platform.Rest;
import org.amitygate.core.plugin.DriverTarget;
import org.amitygate.core.plugin.PluginsStarted;
import org.amitygate.core.time.GateClock;
import org.amitygate.core.time.Ids;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * The core as OSGi services. It is there as soon as the journal and the configuration are, so that
 * the handover and the flows can be built on it; it goes to work once those and all plug-ins are
 * there too.
 */
@Component(
    service = {},
    immediate = true)
public final class GateComponent {

  private final Surrounding around = new Surrounding();
  private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
  private final Gate gate;
  private boolean opened;
  private boolean active;
  private boolean closed;

  @Activate
  public GateComponent(
      BundleContext context,
      @Reference Journal journal,
      @Reference Archive archive,
      @Reference GateClock clock,
      @Reference Ids ids,
      @Reference Evidence evidence,
      @Reference ConfigSource config) {
    gate = new Gate(new Threads(), journal, archive, clock, ids, evidence, config, around);
    register(context, CrossingDesk.class, gate.crossings());
    register(context, BorderInterlock.class, gate.barriers().interlock());
    register(context, GateOperations.class, gate.operations());
    register(context, PartnerOperations.class, gate.partnerActs);
    register(context, Devices.class, gate.devices());
    register(
        context, DriverTarget.class, new DeviceDrivers(gate.devices(), gate.barriers(), config));
    gate.atWork().thenRun(() -> register(context, Rest.class, gate.rest));
    synchronized (this) {
      active = true;
    }
    openIfComplete();
  }

  private synchronized <S> void register(BundleContext context, Class<S> type, S service) {
    if (closed) {
      return;
    }
    Dictionary<String, Object> none = new Hashtable<>();
    registrations.add(context.registerService(type, service, none));
  }

  private void openIfComplete() {
    synchronized (this) {
      if (opened || !active || !around.complete()) {
        return;
      }
      opened = true;
    }
    gate.open();
  }

  @Deactivate
  void close() {
    synchronized (this) {
      closed = true;
    }
    registrations.forEach(ServiceRegistration::unregister);
    gate.close();
  }

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void setHandover(HandoverDesk desk) {
    around.handover = desk;
    openIfComplete();
    gate.barriers().followAll();
  }

  void unsetHandover(HandoverDesk desk) {
    around.handover = around.handover == desk ? null : around.handover;
  }

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void setPartner(PartnerDesk desk) {
    around.partner = desk;
  }

  void unsetPartner(PartnerDesk desk) {
    around.partner = around.partner == desk ? null : around.partner;
  }

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void setFlows(FlowRunner runner) {
    around.flows = runner;
    openIfComplete();
    gate.follow(runner);
  }

  void unsetFlows(FlowRunner runner) {
    around.flows = around.flows == runner ? null : around.flows;
  }

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void setSealKey(SealKey key) {
    around.sealKey = key;
  }

  void unsetSealKey(SealKey key) {
    around.sealKey = around.sealKey == key ? null : around.sealKey;
  }

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void setPlugins(PluginsStarted started) {
    around.pluginsStarted = true;
    openIfComplete();
  }

  void unsetPlugins(PluginsStarted started) {
    around.pluginsStarted = false;
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addEffect(EffectHandler handler, ServiceReference<EffectHandler> reference) {
    around.effects.add(name(reference, "gate.effect"), reference, handler);
  }

  void removeEffect(EffectHandler handler, ServiceReference<EffectHandler> reference) {
    around.effects.remove(name(reference, "gate.effect"), reference);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addSender(Sender sender, ServiceReference<Sender> reference) {
    around.senders.add(name(reference, "gate.sender"), reference, sender);
  }

  void removeSender(Sender sender, ServiceReference<Sender> reference) {
    around.senders.remove(name(reference, "gate.sender"), reference);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addLink(LinkFactory factory, Map<String, Object> properties) {
    String kind = name(properties, "gate.link");
    gate.devices().link(kind, factory);
  }

  void removeLink(LinkFactory factory, Map<String, Object> properties) {
    gate.devices().unlink(name(properties, "gate.link"), factory);
  }

  private static String name(ServiceReference<?> reference, String key) {
    return String.valueOf(reference.getProperty(key));
  }

  private static String name(Map<String, Object> properties, String key) {
    return String.valueOf(properties.get(key));
  }
}
