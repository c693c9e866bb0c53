package org.amitygate.camel.gateway;

import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Optional;

/**
 * What came in over an endpoint.
 *
 * @param id whose endpoint it is: partner's or authority's id, as the channel says, never as the
 *     message says
 * @param contentType as sent; empty if the transport has none
 * @param shown the certificate that the sender proved to hold, if the transport asks for one
 * @param answered whether the reply goes back as the transport's answer
 */
record Incoming(
    String id,
    Optional<String> contentType,
    byte[] body,
    Optional<X509Certificate> shown,
    boolean answered) {

  /** Whether the media type, without its parameters, is one of these. */
  boolean isOf(String... mediaTypes) {
    String type = contentType.orElse("").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    for (String mediaType : mediaTypes) {
      if (type.equals(mediaType)) {
        return true;
      }
    }
    return false;
  }
}
