package org.amitygate.camel.gateway;

import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.builder.NoErrorHandlerBuilder;
import org.apache.camel.support.jsse.SSLContextParameters;

/** Settings of the contexts that endpoints live in. */
final class GatewayContext {

  private GatewayContext() {}

  static void prepare(CamelContext context, String name, Stream<Address> addresses) {
    context.getCamelContextExtension().setName("gate-" + name.replaceAll("[^A-Za-z0-9.-]+", "-"));
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
    context.getRegistry().bind(EndpointUris.PLATFORM_TLS, new SSLContextParameters());
    bindTls(context, addresses);
  }

  /** Makes the keys of these known under {@link Address#tlsName}. */
  static void bindTls(CamelContext context, Stream<Address> addresses) {
    addresses
        .filter(address -> !address.tls().isEmpty())
        .forEach(address -> context.getRegistry().bind(address.tlsName(), Tls.of(address)));
  }
}
