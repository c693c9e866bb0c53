package org.amitygate.links;

import java.util.ArrayDeque;
import java.util.Deque;
import org.amitygate.core.device.LinkFactory;
import org.amitygate.device.Inbound;

/** One device's path on a listening address. State on the server's event loop. */
final class PushLink implements LinkFactory.OpenLink {

  /** Bodies that may be on their way in at one time. */
  static final int BODIES = 2;

  private final String device;
  private final String path;
  private final LinkFactory.Listener listener;
  private final PushServer server;
  private final Deque<PushConnection> queue = new ArrayDeque<>();
  private int bodies;
  private boolean readable = true;
  private boolean trying;
  private boolean up;
  private boolean closed;

  PushLink(String device, String path, LinkFactory.Listener listener, PushServer server) {
    this.device = device;
    this.path = path;
    this.listener = listener;
    this.server = server;
  }

  String device() {
    return device;
  }

  String path() {
    return path;
  }

  @Override
  public void connect() {
    EventLoops.run(
        server.loop(),
        () -> {
          if (!closed && !trying && !up) {
            trying = true;
            server.register(this, this::registered);
          }
        });
  }

  private void registered(String failure) {
    trying = false;
    if (closed) {
      server.unregister(this);
    } else if (failure.isEmpty()) {
      up = true;
      listener.connected();
    } else {
      listener.disconnected(failure);
    }
  }

  /**
   * A connection has a request for this path; it may read the body when {@link
   * PushConnection#admitted()} is called. On the event loop.
   */
  void admit(PushConnection connection) {
    queue.add(connection);
    admitNext();
  }

  private void admitNext() {
    while (readable && bodies < BODIES && !queue.isEmpty()) {
      bodies++;
      queue.remove().admitted();
    }
  }

  /** A connection has its body or has gone. */
  void finished(PushConnection connection, boolean admitted) {
    if (admitted) {
      bodies--;
    } else {
      queue.remove(connection);
    }
    admitNext();
  }

  void received(Inbound.Message message) {
    if (up) {
      listener.received(message);
    } else {
      message.reply().send(503, "text/plain", new byte[0]);
    }
  }

  @Override
  public void send(byte[] bytes) {
    throw new UnsupportedOperationException("an HTTP push link only receives and answers");
  }

  @Override
  public void readable(boolean on) {
    EventLoops.run(
        server.loop(),
        () -> {
          readable = on;
          admitNext();
        });
  }

  @Override
  public void reset(String cause) {
    EventLoops.run(server.loop(), () -> end(cause));
  }

  private void end(String cause) {
    if (up) {
      up = false;
      server.unregister(this);
      if (!closed) {
        listener.disconnected(cause);
      }
    }
  }

  @Override
  public void close() {
    EventLoops.run(
        server.loop(),
        () -> {
          if (!closed) {
            closed = true;
            end("closed");
            server.free();
          }
        });
  }
}
