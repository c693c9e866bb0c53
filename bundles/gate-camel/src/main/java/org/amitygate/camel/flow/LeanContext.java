package org.amitygate.camel.flow;

import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.builder.NoErrorHandlerBuilder;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.log.LogComponent;
import org.apache.camel.spi.ComponentResolver;

/** Settings of the gate's Camel contexts: everything off that costs time and is not needed. */
public final class LeanContext {

  private LeanContext() {}

  /** A name, and what neither stages nor endpoints need taken out of the way. */
  public static void prepare(CamelContext context, String name) {
    context.getCamelContextExtension().setName(name);
    context.disableJMX();
    context.setAllowUseOriginalMessage(false);
    context.setUseMDCLogging(false);
    context.setUseBreadcrumb(false);
    context.setStreamCaching(false);
    context.setMessageHistory(false);
    context.setTracing(false);
    context.setStartupSummaryLevel(StartupSummaryLevel.Off);
    context.setLoadHealthChecks(false);
    context.getInflightRepository().setInflightBrowseEnabled(false);
    context.getShutdownStrategy().setTimeout(5);
    context.getShutdownStrategy().setSuppressLoggingOnTimeout(true);
    context.getShutdownStrategy().setLogInflightExchangesOnTimeout(false);
    context.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerBuilder());
  }

  /**
   * A context that stages run in.
   *
   * @param own the gate's own components by name; besides them there are only direct and log
   */
  static void prepare(
      CamelContext context, String name, FlowSettings settings, Map<String, Component> own) {
    prepare(context, name);
    context.setLoadTypeConverters(false);
    context.getPropertiesComponent().addPropertiesSource(settings);
    context
        .getCamelContextExtension()
        .addContextPlugin(ComponentResolver.class, LeanContext::refuse);
    FlowFunctions.addTo(context);
    own.forEach(context::addComponent);
    context.addComponent("direct", new DirectComponent());
    context.addComponent("log", new LogComponent());
  }

  private static Component refuse(String name, CamelContext context) {
    throw new FlowRefused(
        "the component "
            + name
            + " is not allowed; a flow may only use "
            + String.join(", ", FlowRules.COMPONENTS));
  }
}
