package org.amitygate.camel.gateway;

import java.util.Map;

/**
 * One endpoint of the configuration, to listen on or to send to.
 *
 * @param family {@code partner}, {@code authority}, {@code declarations}
 * @param id of the partner or authority; empty for declarations
 * @param uri Camel endpoint URI as configured
 * @param tls keystore and truststore, if the family has them
 */
record Address(String family, String id, String uri, Map<String, String> tls) {

  Address {
    tls = Map.copyOf(tls);
  }

  /** For sentences: {@code partner 'huu-nghi'}. Never the URI, which may hold secrets. */
  String title() {
    return id.isEmpty() ? family : family + " '" + id + "'";
  }

  /**
   * Whether what is carried is answered by the same transport. Where it is not, an answer is a
   * message of its own.
   */
  boolean answers() {
    return uri.startsWith("netty-http:");
  }

  /** The name under which its keys are found in endpoint URIs. */
  String tlsName() {
    return family + "-" + id + "-tls";
  }
}
