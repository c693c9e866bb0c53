package org.amitygate.core.plugin;

import java.net.ProtocolException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.amitygate.authority.Answer;
import org.amitygate.authority.AuthorityProtocol;
import org.amitygate.authority.Request;

/**
 * The one authority protocol of a name that the rest of the gate sees. Behind it versions change; a
 * call ends on the version on which it began.
 */
final class ServingAuthority implements AuthorityProtocol {

  private static final class Version {
    final AuthorityProtocol protocol;
    final AtomicInteger calls = new AtomicInteger();

    Version(AuthorityProtocol protocol) {
      this.protocol = protocol;
    }
  }

  private volatile Version current;

  ServingAuthority(AuthorityProtocol first) {
    current = new Version(first);
  }

  /**
   * Sends calls to another version from now on, and waits for those on the old one.
   *
   * @return whether they all ended in time
   */
  boolean use(AuthorityProtocol next, Duration within) throws InterruptedException {
    Version old = current;
    current = new Version(next);
    long end = System.nanoTime() + within.toNanos();
    while (old.calls.get() > 0) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(1);
    }
    return true;
  }

  private Version begin() {
    while (true) {
      Version version = current;
      version.calls.incrementAndGet();
      if (version == current) {
        return version;
      }
      version.calls.decrementAndGet();
    }
  }

  @Override
  public String contentType() {
    Version version = begin();
    try {
      return version.protocol.contentType();
    } finally {
      version.calls.decrementAndGet();
    }
  }

  @Override
  public byte[] encode(Request request) {
    Version version = begin();
    try {
      return version.protocol.encode(request);
    } finally {
      version.calls.decrementAndGet();
    }
  }

  @Override
  public Answer decode(byte[] bytes) throws ProtocolException {
    Version version = begin();
    try {
      return version.protocol.decode(bytes);
    } finally {
      version.calls.decrementAndGet();
    }
  }
}
