package org.amitygate.itests;

import java.nio.file.Path;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** A broker that speaks AMQP 1.0, beside the gates: in the process that runs the tests. */
final class Broker implements AutoCloseable {

  private final EmbeddedActiveMQ server = new EmbeddedActiveMQ();

  Broker(Path folder, int port) {
    try {
      Configuration configuration =
          new ConfigurationImpl()
              .setSecurityEnabled(false)
              .setJMXManagementEnabled(false)
              .setJournalDirectory(folder.resolve("journal").toString())
              .setBindingsDirectory(folder.resolve("bindings").toString())
              .setLargeMessagesDirectory(folder.resolve("large").toString())
              .setPagingDirectory(folder.resolve("paging").toString())
              .setMaxDiskUsage(-1)
              .addAcceptorConfiguration("amqp", "tcp://127.0.0.1:" + port + "?protocols=AMQP");
      configuration.addAddressSetting(
          "#",
          new AddressSettings()
              .setDefaultQueueRoutingType(RoutingType.ANYCAST)
              .setDefaultAddressRoutingType(RoutingType.ANYCAST));
      server.setConfiguration(configuration).start();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
