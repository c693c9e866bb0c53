package org.amitygate.camel.flow;

import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.builder.NoErrorHandlerBuilder;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.log.LogComponent;
import org.apache.camel.spi.ComponentResolver;

/**
 * Settings of the contexts that stages run in: everything off that costs time on the way of a
 * vehicle.
 */
final class LeanContext {

  private LeanContext() {}

  /**
   * @param own the gate's own components by name; besides them there are only direct and log
   */
  static void prepare(
      CamelContext context, String name, FlowSettings settings, Map<String, Component> own) {
    context.getCamelContextExtension().setName(name);
    context.disableJMX();
    context.setAllowUseOriginalMessage(false);
    context.setUseMDCLogging(false);
    context.setUseBreadcrumb(false);
    context.setStreamCaching(false);
    context.setMessageHistory(false);
    context.setTracing(false);
    context.setStartupSummaryLevel(StartupSummaryLevel.Off);
    context.setLoadTypeConverters(false);
    context.setLoadHealthChecks(false);
    context.getInflightRepository().setInflightBrowseEnabled(false);
    context.getShutdownStrategy().setTimeout(5);
    context.getShutdownStrategy().setSuppressLoggingOnTimeout(true);
    context.getShutdownStrategy().setLogInflightExchangesOnTimeout(false);
    context.getPropertiesComponent().addPropertiesSource(settings);
    context.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerBuilder());
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
