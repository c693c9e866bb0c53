package org.amitygate.camel.gateway;

import java.util.stream.Stream;
import org.amitygate.camel.flow.LeanContext;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Settings of the contexts that endpoints live in. */
final class GatewayContext {

  private static final Logger LOG = LoggerFactory.getLogger(GatewayContext.class);

  private GatewayContext() {}

  static void prepare(CamelContext context, String name, Stream<Address> addresses) {
    LeanContext.prepare(context, "gate-" + name.replaceAll("[^A-Za-z0-9.-]+", "-"));
    context.getRegistry().bind(EndpointUris.PLATFORM_TLS, new SSLContextParameters());
    context.getRegistry().bind(OneWayUris.QUIET, new Quiet());
    bindTls(context, addresses);
  }

  /** Why a message is given back to its transport was said where that was decided. */
  private static final class Quiet implements ExceptionHandler {

    @Override
    public void handleException(Throwable failure) {
      handleException("given back", null, failure);
    }

    @Override
    public void handleException(String message, Throwable failure) {
      handleException(message, null, failure);
    }

    @Override
    public void handleException(
        String message, @Nullable Exchange exchange, @Nullable Throwable failure) {
      LOG.debug("{}: {}", message, String.valueOf(failure));
    }
  }

  /** Makes the keys of these known under {@link Address#tlsName}. */
  static void bindTls(CamelContext context, Stream<Address> addresses) {
    addresses
        .filter(address -> !address.tls().isEmpty())
        .forEach(address -> context.getRegistry().bind(address.tlsName(), Tls.of(address)));
  }
}
