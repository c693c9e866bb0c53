package org.amitygate.core.plugin;

import java.net.ProtocolException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.amitygate.authority.Answer;
import org.amitygate.authority.AuthorityProtocol;
import org.amitygate.authority.Request;

/**
 * The one authority protocol of a name that the rest of the gate sees. Behind it versions change; a
 * call ends on the version on which it began. Counts how each does.
 */
final class ServingAuthority implements AuthorityProtocol {

  private static final class Version {
    final AuthorityProtocol protocol;
    final AtomicInteger open = new AtomicInteger();
    final Map<Object, Long> begun = new ConcurrentHashMap<>();
    final LongAdder calls = new LongAdder();
    final LongAdder failures = new LongAdder();
    final LongAdder answers = new LongAdder();
    final LongAdder undecodable = new LongAdder();
    volatile String lastFailure = "";

    Version(AuthorityProtocol protocol) {
      this.protocol = protocol;
    }

    AuthorityFigures figures() {
      long now = System.nanoTime();
      long longest = begun.values().stream().mapToLong(since -> now - since).max().orElse(0);
      return new AuthorityFigures(
          calls.sum(),
          failures.sum(),
          lastFailure,
          answers.sum(),
          undecodable.sum(),
          Duration.ofNanos(longest));
    }

    void failed(Throwable failure) {
      lastFailure = failure.toString();
      failures.increment();
    }
  }

  private volatile Version current;
  private volatile AuthorityFigures past = AuthorityFigures.NONE;

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
    past = old.figures();
    current = new Version(next);
    long end = System.nanoTime() + within.toNanos();
    while (old.open.get() > 0) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(1);
    }
    return true;
  }

  /** How the version does that serves now. */
  AuthorityFigures figures() {
    return current.figures();
  }

  /** How the one before it did. */
  AuthorityFigures past() {
    return past;
  }

  private Version begin() {
    while (true) {
      Version version = current;
      version.open.incrementAndGet();
      if (version == current) {
        return version;
      }
      version.open.decrementAndGet();
    }
  }

  @Override
  public String contentType() {
    Version version = begin();
    try {
      return version.protocol.contentType();
    } finally {
      version.open.decrementAndGet();
    }
  }

  @Override
  public byte[] encode(Request request) {
    Version version = begin();
    Object call = began(version);
    try {
      return version.protocol.encode(request);
    } catch (RuntimeException | Error e) {
      version.failed(e);
      throw e;
    } finally {
      ended(version, call);
    }
  }

  @Override
  public Answer decode(byte[] bytes) throws ProtocolException {
    Version version = begin();
    Object call = began(version);
    version.answers.increment();
    try {
      return version.protocol.decode(bytes);
    } catch (ProtocolException e) {
      version.undecodable.increment();
      throw e;
    } catch (RuntimeException | Error e) {
      version.failed(e);
      throw e;
    } finally {
      ended(version, call);
    }
  }

  private static Object began(Version version) {
    Object call = new Object();
    version.calls.increment();
    version.begun.put(call, System.nanoTime());
    return call;
  }

  private static void ended(Version version, Object call) {
    version.begun.remove(call);
    version.open.decrementAndGet();
  }
}
