package org.amitygate.core.device;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.amitygate.config.LinkConfig;
import org.amitygate.device.Inbound;

/** Links without a network: the test plays the device. */
final class FakeLinks implements LinkFactory {

  /** Whether devices can be reached. */
  boolean reachable = true;

  private final Map<String, FakeLink> links = new HashMap<>();
  private final List<FakeLink> all = new ArrayList<>();

  @Override
  public OpenLink create(String device, LinkConfig config, Listener listener) {
    FakeLink link = new FakeLink(config.address(), listener);
    links.put(device, link);
    all.add(link);
    return link;
  }

  /** The newest link of a device. */
  FakeLink of(String device) {
    return links.get(device);
  }

  List<FakeLink> all() {
    return all;
  }

  final class FakeLink implements OpenLink {
    final List<String> sent = new ArrayList<>();
    final List<String> resets = new ArrayList<>();
    final String address;
    private final Listener listener;
    int attempts;
    int connections;
    boolean open;
    boolean readable = true;
    boolean closed;

    /** It fails at its end. */
    boolean broken;

    FakeLink(String address, Listener listener) {
      this.address = address;
      this.listener = listener;
    }

    @Override
    public void connect() {
      attempts++;
      if (reachable) {
        connections++;
        open = true;
        listener.connected();
      } else {
        listener.disconnected("connection refused");
      }
    }

    void says(String text) {
      bytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    void bytes(byte[] bytes) {
      if (open) {
        listener.received(bytes);
      }
    }

    void message(Inbound.Message message) {
      listener.received(message);
    }

    void drop(String cause) {
      if (open) {
        open = false;
        listener.disconnected(cause);
      }
    }

    /** What was sent and not looked at yet. */
    List<String> takeSent() {
      List<String> taken = List.copyOf(sent);
      sent.clear();
      return taken;
    }

    @Override
    public void send(byte[] bytes) {
      sent.add(new String(bytes, StandardCharsets.US_ASCII));
    }

    @Override
    public void readable(boolean on) {
      readable = on;
    }

    @Override
    public void reset(String cause) {
      resets.add(cause);
      failIfBroken();
      drop(cause);
    }

    @Override
    public void close() {
      closed = true;
      open = false;
      failIfBroken();
    }

    private void failIfBroken() {
      if (broken) {
        throw new IllegalStateException("a broken link");
      }
    }
  }
}
