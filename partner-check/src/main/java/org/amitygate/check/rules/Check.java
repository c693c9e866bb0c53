package org.amitygate.check.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.amitygate.check.rules.Rule.Broken;
import org.amitygate.check.site.Profile;
import org.amitygate.check.site.Vehicles;
import org.amitygate.check.wire.Caller;
import org.amitygate.check.wire.Jws;
import org.amitygate.check.wire.Mail;
import org.amitygate.check.wire.Receipt;

/** What the rules work with: the profile, both directions of the wire, vehicles. Thread-safe. */
public final class Check {
  private static final int TRIES = 20;
  private static final long AGAIN_MILLIS = 250;
  private static final Set<Integer> TRY_AGAIN = Set.of(429, 503);

  private final Profile profile;
  private final Caller caller;
  private final Mail mail;
  private final Vehicles vehicles;
  private final SecureRandom random = new SecureRandom();
  private final AtomicInteger plates = new AtomicInteger(random.nextInt(90_000));
  private final Lanes exits;
  private final Lanes entries;
  private final Route route;

  public Check(Profile profile, Caller caller, Mail mail, Vehicles vehicles) {
    this.profile = profile;
    this.caller = caller;
    this.mail = mail;
    this.vehicles = vehicles;
    this.exits = new Lanes("exit", profile.exitLanes());
    this.entries = new Lanes("entry", profile.entryLanes());
    this.route = new Route(this);
  }

  Profile profile() {
    return profile;
  }

  /** Gate id of what is checked. */
  public String them() {
    return profile.them();
  }

  Mail mail() {
    return mail;
  }

  Vehicles vehicles() {
    return vehicles;
  }

  /** How long the kit waits for what is due. */
  Duration patience() {
    return profile.limits().answerWithin();
  }

  /** How long the kit waits where nothing is due that would come behind. */
  Duration quiet() {
    return profile.limits().quiet();
  }

  /** Has people or vehicles do something. @return what was answered */
  String ask(String line) throws Vehicles.Unable, InterruptedException {
    return vehicles.ask(line);
  }

  /** A plate that was not used before. */
  String plate() {
    int number = plates.incrementAndGet() % 100_000;
    return String.format(java.util.Locale.ROOT, "29C-%03d.%02d", number / 100, number % 100);
  }

  /** Lanes on which they are S. */
  Lanes exits() {
    return exits;
  }

  /** Lanes on which they are R. */
  Lanes entries() {
    return entries;
  }

  /** A stream of its own for a crossing that nobody knows yet. */
  Talk talk() {
    return new Talk(this, uuid().toString());
  }

  /** The same for a crossing whose id says that it began then. */
  Talk talk(Instant begun) {
    return new Talk(this, uuid(begun.toEpochMilli()).toString());
  }

  /** A payload as the protocol has it. */
  ObjectNode payload(
      String crossing, int epoch, long seq, String type, String validUntil, ObjectNode body) {
    ObjectNode tree = Jws.object().put("v", 1).put("id", uuid().toString());
    tree.put("from", profile.us()).put("to", profile.them()).put("route", profile.route());
    tree.put("crossingId", crossing.isEmpty() ? null : crossing);
    tree.put("epoch", epoch).put("seq", seq).put("ack", mail.last(crossing)).put("type", type);
    tree.putObject("sentAt").put("time", Instant.now().toString()).put("uncertaintyMs", 100);
    tree.put("validUntil", validUntil.isEmpty() ? null : validUntil);
    tree.put("profile", profile.profile());
    tree.set("body", body);
    return tree;
  }

  /** UUIDv7. */
  UUID uuid() {
    return uuid(System.currentTimeMillis());
  }

  private UUID uuid(long millis) {
    long high = millis << 16 | 0x7000 | random.nextInt(0x1000);
    long low = random.nextLong() & 0x3fffffffffffffffL | 0x8000000000000000L;
    return new UUID(high, low);
  }

  byte[] signed(ObjectNode payload) {
    return Jws.sign(payload, Jws.MESSAGE, profile.key());
  }

  /** Sends bytes and gives back whatever is answered. */
  Caller.Answer post(byte[] message) throws IOException, InterruptedException {
    return caller.post(message);
  }

  /**
   * Sends a message until it is taken, and looks at the receipt.
   *
   * @throws Broken it is refused, or the receipt is not as the protocol has it
   */
  Receipt deliver(byte[] message, String id) throws Broken, IOException, InterruptedException {
    Caller.Answer answer = post(message);
    for (int i = 0; i < TRIES && TRY_AGAIN.contains(answer.status()); i++) {
      TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
      answer = post(message);
    }
    if (answer.status() != 200) {
      throw new Broken("a good message was answered with " + answer.status());
    }
    return receipt(answer, message, id);
  }

  /** The receipt in an answer, for these bytes. */
  Receipt receipt(Caller.Answer answer, byte[] message, String id) throws Broken {
    Receipt receipt;
    try {
      receipt = mail.receipt(answer.body());
    } catch (Jws.Wrong e) {
      throw new Broken("the answer is no receipt: " + e.getMessage());
    }
    if (!receipt.messageId().equals(id)) {
      throw new Broken("the receipt is for message " + receipt.messageId() + ", not " + id);
    }
    if (!receipt.sha256().equals(Jws.sha256(message))) {
      throw new Broken("the receipt's sha256 is not that of the bytes that were sent");
    }
    return receipt;
  }

  /** What is said about the route. */
  Route route() {
    return route;
  }

  /** Says of a lane what state it is in here. */
  void gateState(String lane, String state) throws Broken, IOException, InterruptedException {
    route.gateState(lane, state, Jws.object());
  }

  /**
   * Says of a lane what state it is in here.
   *
   * @param times {@code from} and {@code until}, if any
   */
  void gateState(String lane, String state, ObjectNode times)
      throws Broken, IOException, InterruptedException {
    route.gateState(lane, state, times);
  }

  /**
   * Says that every lane is open here, and finds out on the way which numbers of the route's stream
   * an earlier run has used up.
   */
  public void greet() throws Broken, IOException, InterruptedException {
    Set<String> all = new HashSet<>(profile.exitLanes());
    all.addAll(profile.entryLanes());
    route.greet(all);
  }
}
