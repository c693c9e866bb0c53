package org.amitygate.camel.gateway;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** A real broker that speaks AMQP 1.0 on a port of loopback and keeps its queues on disk. */
final class Broker implements AutoCloseable {

  private final Path folder;
  private final int port;
  private EmbeddedActiveMQ server;

  Broker(Path folder) throws Exception {
    this.folder = folder;
    this.port = Http.freePort();
    start();
  }

  void start() throws Exception {
    Configuration configuration =
        new ConfigurationImpl()
            .setPersistenceEnabled(true)
            .setSecurityEnabled(false)
            .setJMXManagementEnabled(false)
            .setJournalDirectory(folder.resolve("journal").toString())
            .setBindingsDirectory(folder.resolve("bindings").toString())
            .setLargeMessagesDirectory(folder.resolve("large").toString())
            .setPagingDirectory(folder.resolve("paging").toString())
            .setJournalMinFiles(2)
            .setJournalFileSize(1024 * 1024)
            .setMaxDiskUsage(-1)
            .addAcceptorConfiguration("amqp", "tcp://127.0.0.1:" + port + "?protocols=AMQP");
    configuration.addAddressSetting(
        "#",
        new AddressSettings()
            .setDefaultQueueRoutingType(org.apache.activemq.artemis.api.core.RoutingType.ANYCAST)
            .setDefaultAddressRoutingType(org.apache.activemq.artemis.api.core.RoutingType.ANYCAST)
            .setAutoDeleteQueues(false)
            .setAutoDeleteAddresses(false));
    server = new EmbeddedActiveMQ().setConfiguration(configuration);
    server.start();
    server.getActiveMQServer().waitForActivation(10, TimeUnit.SECONDS);
  }

  void stop() throws Exception {
    server.stop();
  }

  @Override
  public void close() {
    try {
      stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  String uri(String queue) {
    return "amqp:queue:" + queue + "?broker=amqp://127.0.0.1:" + port;
  }

  /** How many messages wait in a queue or are not acknowledged. */
  long left(String queue) {
    Queue found = server.getActiveMQServer().locateQueue(SimpleString.of(queue));
    return found == null ? 0 : found.getMessageCount();
  }
}
