package org.amitygate.camel.amqp;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.camel.Endpoint;
import org.apache.camel.component.amqp.AMQPComponent;
import org.apache.camel.component.jms.JmsConfiguration;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.jms.connection.CachingConnectionFactory;

/**
 * Camel's {@code amqp} component (AMQP 1.0), with four options more, so that a URI alone says where
 * the broker is: {@code amqp:queue:NAME?broker=amqps://host:5671}, {@code brokerUser}, {@code
 * brokerPassword}, {@code sslContextParameters}. One connection is kept for sending and one for
 * receiving; both come back by themselves.
 */
@Component("amqp")
public final class BrokerComponent extends AMQPComponent {

  private static final long CONNECT_MILLIS = 5_000;
  private static final long ANSWER_MILLIS = 10_000;

  private final Queue<CachingConnectionFactory> kept = new ConcurrentLinkedQueue<>();

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    String broker = getAndRemoveParameter(parameters, "broker", String.class);
    String user = getAndRemoveParameter(parameters, "brokerUser", String.class);
    String password = getAndRemoveParameter(parameters, "brokerPassword", String.class);
    SSLContextParameters tls =
        resolveAndRemoveReferenceParameter(
            parameters, "sslContextParameters", SSLContextParameters.class);
    JmsEndpoint endpoint = (JmsEndpoint) super.createEndpoint(uri, remaining, parameters);
    if (broker == null) {
      throw new IllegalArgumentException(
          "an amqp endpoint names its broker: amqp:queue:NAME?broker=amqps://host:5671");
    }
    JmsConfiguration configuration = endpoint.getConfiguration();
    JmsConnectionFactory connections = connections(broker, user, password, tls);
    CachingConnectionFactory sending = new CachingConnectionFactory(connections);
    kept.add(sending);
    configuration.setListenerConnectionFactory(connections);
    configuration.setTemplateConnectionFactory(sending);
    return endpoint;
  }

  private JmsConnectionFactory connections(
      String broker,
      @Nullable String user,
      @Nullable String password,
      @Nullable SSLContextParameters tls)
      throws Exception {
    JmsConnectionFactory factory = new JmsConnectionFactory(user, password, broker);
    factory.setConnectTimeout(CONNECT_MILLIS);
    factory.setRequestTimeout(ANSWER_MILLIS);
    factory.setSendTimeout(ANSWER_MILLIS);
    factory.setCloseTimeout(ANSWER_MILLIS);
    if (tls != null) {
      factory.setSslContext(tls.createSSLContext(getCamelContext()));
    }
    return factory;
  }

  @Override
  protected void doStop() throws Exception {
    super.doStop();
    kept.forEach(CachingConnectionFactory::destroy);
    kept.clear();
  }
}
