package org.amitygate.authority;

import java.net.ProtocolException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A customs or quarantine protocol: a pure codec. Registered as an OSGi service with the property
 * {@code gate.authority}. Its transport is any Camel endpoint of the configuration. Thread-safe.
 */
@ConsumerType
public interface AuthorityProtocol {

  /** The media type of what {@link #encode} returns. */
  String contentType();

  /** Writes a question; the same request gives the same bytes. */
  byte[] encode(Request request);

  /**
   * Reads an answer. Any bytes either decode or throw; nothing else is thrown.
   *
   * @throws ProtocolException what is wrong, and where
   */
  Answer decode(byte[] bytes) throws ProtocolException;
}
