package org.amitygate.camel.flow;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Hashtable;
import java.util.List;
import org.amitygate.core.plugin.FlowFileBundle;
import org.amitygate.flow.Flow;
import org.apache.camel.RoutesBuilder;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.util.tracker.BundleTracker;
import org.osgi.util.tracker.BundleTrackerCustomizer;

/**
 * Registers the {@link Flow} of each bundle that holds a flow's file and no code, on its behalf: to
 * everybody else it is a flow like any other.
 */
@Component(service = FlowFiles.class, immediate = true)
public final class FlowFiles implements BundleTrackerCustomizer<ServiceRegistration<Flow>> {

  private final BundleTracker<ServiceRegistration<Flow>> bundles;

  @Activate
  public FlowFiles(BundleContext context) {
    bundles = new BundleTracker<>(context, Bundle.ACTIVE, this);
    bundles.open();
  }

  @Deactivate
  void stop() {
    bundles.close();
  }

  @Override
  public @Nullable ServiceRegistration<Flow> addingBundle(Bundle bundle, BundleEvent event) {
    String name = bundle.getHeaders("").get(FlowFileBundle.HEADER);
    URL file = bundle.getEntry(FlowFileBundle.ENTRY);
    if (name == null || file == null) {
      return null;
    }
    Hashtable<String, Object> properties = new Hashtable<>();
    properties.put("gate.flow", name);
    return bundle.getBundleContext().registerService(Flow.class, read(name, file), properties);
  }

  private static Flow read(String name, URL file) {
    try (InputStream in = file.openStream()) {
      return FlowFile.read(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return refused(new FlowRefused("its file cannot be read: " + e.getMessage()));
    } catch (FlowRefused e) {
      return refused(e);
    }
  }

  /** Says why when it is brought up, as a flow does that is wrong in itself. */
  private static Flow refused(FlowRefused why) {
    return new Flow() {
      @Override
      public List<String> stages() {
        throw why;
      }

      @Override
      public RoutesBuilder routes() {
        throw why;
      }
    };
  }

  @Override
  public void modifiedBundle(
      Bundle bundle, BundleEvent event, ServiceRegistration<Flow> registered) {}

  @Override
  public void removedBundle(
      Bundle bundle, BundleEvent event, ServiceRegistration<Flow> registered) {
    try {
      registered.unregister();
    } catch (IllegalStateException e) {
      // It went with its bundle.
    }
  }
}
