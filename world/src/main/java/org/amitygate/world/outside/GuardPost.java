package org.amitygate.world.outside;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.amitygate.world.Events;
import org.amitygate.world.story.Guards;
import org.amitygate.world.story.Order;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;

/**
 * The guards of one gate with its shell (SSH): one exec channel for each command. A command
 * succeeded when a line of its output starts with {@code OK}; else it is typed again every second.
 * Thread-safe; every call to {@link #carryOut} has its own thread.
 */
public final class GuardPost implements Guards, AutoCloseable {
  private static final Duration LOGIN_WITHIN = Duration.ofSeconds(10);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);
  private static final long AGAIN_MILLIS = 1_000;
  private static final int LONGEST_RESULT = 300;

  /** Someone who may log in. */
  public record Account(String name, String password, String role) {}

  private final String gate;
  private final String host;
  private final int port;
  private final List<Account> accounts;
  private final Events events;
  private final SshClient client;
  private final AtomicInteger busy = new AtomicInteger();

  /**
   * @param accounts who may carry out orders, in this order
   */
  public GuardPost(String gate, String host, int port, List<Account> accounts, Events events) {
    this.gate = gate;
    this.host = host;
    this.port = port;
    this.accounts = List.copyOf(accounts);
    this.events = events;
    this.client = SshClient.setUpDefaultClient();
    client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
    client.start();
  }

  /** How many stories wait for guards. */
  public int busy() {
    return busy.get();
  }

  @Override
  public void carryOut(String truck, long lookMillis, List<Order> orders, Runnable done) {
    busy.incrementAndGet();
    Thread thread =
        new Thread(
            () -> {
              try {
                for (Order order : orders) {
                  until(truck, order, lookMillis);
                }
                done.run();
                busy.decrementAndGet();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            gate + " guard");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    client.stop();
  }

  private void until(String truck, Order order, long lookMillis) throws InterruptedException {
    Account account = accounts.get(order.guard() % accounts.size());
    while (true) {
      try (ClientSession session =
          client.connect(account.name(), host, port).verify(LOGIN_WITHIN).getSession()) {
        session.addPasswordIdentity(account.password());
        session.auth().verify(LOGIN_WITHIN);
        Thread.sleep(lookMillis);
        while (session.isOpen()) {
          if (typed(truck, session, account, order.command())) {
            return;
          }
          Thread.sleep(AGAIN_MILLIS);
        }
      } catch (IOException | RuntimeException e) {
        written(truck, account, order.command(), false, "no session: " + e.getMessage());
      }
      Thread.sleep(AGAIN_MILLIS);
    }
  }

  private boolean typed(String truck, ClientSession session, Account account, String command)
      throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try (ChannelExec channel = session.createExecChannel(command)) {
      channel.setOut(output);
      channel.setErr(output);
      channel.open().verify(LOGIN_WITHIN);
      channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), ANSWER_WITHIN);
    }
    String result =
        output.toString(StandardCharsets.UTF_8).replaceAll("\u001B\\[[0-9;]*[A-Za-z]", "").strip();
    boolean good = result.lines().anyMatch(line -> line.strip().startsWith("OK"));
    written(truck, account, command, good, result);
    return good;
  }

  private void written(String truck, Account account, String command, boolean good, String result) {
    String shortened =
        result.length() > LONGEST_RESULT ? result.substring(0, LONGEST_RESULT) : result;
    events.write(
        "guard",
        "gate",
        gate,
        "account",
        account.name(),
        "command",
        command,
        "truck",
        truck,
        "ok",
        good,
        "result",
        shortened);
  }
}
