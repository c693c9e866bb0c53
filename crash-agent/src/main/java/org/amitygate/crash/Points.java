package org.amitygate.crash;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gives names to what comes by: {@code commit:VehicleArrived:before}, {@code
 * outbox:partner/OFFER:answered}, {@code command:open:written}. Thread-safe.
 */
public final class Points {

  private static final Pattern PAYLOAD = Pattern.compile("\"payload\"\\s*:\\s*\"([^\"]+)\"");
  private static final Pattern TYPE = Pattern.compile("\"type\"\\s*:\\s*\"(\\w+)\"");
  private static final Pattern PORT = Pattern.compile(":(\\d+)(?:[/?]|$)");

  /** What of a record's body tells records of one type apart. */
  private static final Map<String, Pattern> KINDS =
      Map.of(
          "PartnerMessageSent", Pattern.compile("\"messageType\":\"(\\w+)\""),
          "PartnerMessageReceived", Pattern.compile("\"messageType\":\"(\\w+)\""),
          "HandoverStep", Pattern.compile("\"to\":\"(\\w+)\""));

  private static volatile @Nullable Points used;

  private final Trigger trigger;

  /** The barrier's command that this thread is handing over. */
  private final ThreadLocal<@Nullable String> handing = new ThreadLocal<>();

  /** Commands on their way to the socket, by connection. */
  private final Map<Object, String> onTheWay = Collections.synchronizedMap(new WeakHashMap<>());

  /** What a port is for. */
  private final Map<Integer, String> ports = new ConcurrentHashMap<>();

  Points(Trigger trigger) {
    this.trigger = trigger;
  }

  static void use(Points points) {
    used = points;
  }

  /** Called from within the gate's methods. Lets nothing out: the gate must not notice it. */
  public static void at(
      String method, boolean end, @Nullable Object self, @Nullable Object[] arguments) {
    Points points = used;
    if (points == null) {
      return;
    }
    try {
      for (Place place : Place.values()) {
        if (place.is(method, end)) {
          points.at(place, self, arguments);
        }
      }
    } catch (IOException | ReflectiveOperationException | RuntimeException e) {
      points.trigger.failed(method, e);
    }
  }

  private void at(Place place, @Nullable Object self, @Nullable Object[] arguments)
      throws IOException, ReflectiveOperationException {
    switch (place) {
      case COMMITTING -> commit(given(arguments, 0), "before");
      case COMMITTED -> commit(given(arguments, 0), "after");
      case EVIDENCE_WRITTEN -> trigger.at("evidence:written", "");
      case EVIDENCE_NAMED -> trigger.at("evidence:named", "");
      case EVIDENCE_KEPT -> {
        if (arguments.length == 1) {
          trigger.at("evidence:kept", "");
        }
      }
      case SENDING -> trigger.at("outbox:" + kind(given(arguments, 0)) + ":before", "");
      case PARTNER_ANSWERED -> trigger.at("outbox:" + kind(given(arguments, 1)) + ":answered", "");
      case AUTHORITY_ANSWERED ->
          trigger.at("outbox:" + kind(given(arguments, 0)) + ":answered", "");
      case OPENING -> handing("open");
      case CANCELLING -> handing("cancel");
      case OPENING_HANDED, CANCELLING_HANDED -> handing.remove();
      case LINE_SENDS -> {
        String command = handing.get();
        if (command != null && self != null) {
          onTheWay.put(self, command);
        }
      }
      case LINE_SENT -> {
        String command = onTheWay.remove(self);
        if (command != null) {
          trigger.at("command:" + command + ":written", "");
        }
      }
      case DONE -> {
        Object command = Inside.call(given(arguments, 0), "name");
        trigger.at("command:" + command + ":answered", "");
      }
      case REPLYING -> replying(given(arguments, 0), given(arguments, 1));
      case REPLIED -> reply(port(given(arguments, 0)), "after");
      case ACKNOWLEDGING -> acknowledge(arguments, "before");
      case ACKNOWLEDGED -> acknowledge(arguments, "after");
    }
  }

  private static Object given(@Nullable Object[] arguments, int index) {
    return given(arguments[index]);
  }

  private static Object given(@Nullable Object object) {
    if (object == null) {
      throw new IllegalStateException("nothing is given");
    }
    return object;
  }

  private void handing(String command) throws IOException {
    handing.set(command);
    trigger.at("command:" + command + ":before", "");
  }

  /** One point for each kind of record in the batch; the detail has an id for each kind. */
  private void commit(Object changes, String side)
      throws IOException, ReflectiveOperationException {
    Map<String, String> kinds = new LinkedHashMap<>();
    for (Object row : (Collection<?>) Inside.field(changes, "records")) {
      String type = (String) Inside.call(row, "type");
      kinds.putIfAbsent(type + detail(type, row), String.valueOf(Inside.call(row, "id")));
    }
    if (kinds.isEmpty() && Boolean.FALSE.equals(Inside.call(changes, "isEmpty"))) {
      kinds.put("state", "");
    }
    StringJoiner all = new StringJoiner(",");
    kinds.forEach((kind, id) -> all.add(kind + "=" + id));
    for (String kind : kinds.keySet()) {
      trigger.at("commit:" + kind + ":" + side, all.toString());
    }
  }

  private static String detail(String type, Object row) throws ReflectiveOperationException {
    Pattern pattern = KINDS.get(type);
    if (pattern == null) {
      return "";
    }
    String body = new String((byte[]) Inside.call(row, "body"), StandardCharsets.UTF_8);
    Matcher matcher = pattern.matcher(body);
    return matcher.find() ? "/" + matcher.group(1) : "";
  }

  /** What an entry of the outbox is: {@code authority}, {@code partner/COMMIT}. */
  private static String kind(Object outgoing) throws ReflectiveOperationException {
    String kind = (String) Inside.call(outgoing, "kind");
    String message = Inside.text(Inside.call(outgoing, "body"), "message");
    Matcher payload = PAYLOAD.matcher(message);
    if (!payload.find()) {
      return kind;
    }
    byte[] bytes = Base64.getUrlDecoder().decode(payload.group(1));
    Matcher type = TYPE.matcher(new String(bytes, StandardCharsets.UTF_8));
    return type.find() ? kind + "/" + type.group(1) : kind;
  }

  /** Only what says yes. A route is named after the family of its address. */
  private void replying(Object reply, Object message)
      throws IOException, ReflectiveOperationException {
    Object exchange = Inside.call(message, "getExchange");
    Object endpoint = Inside.call(exchange, "getFromEndpoint");
    Matcher port = PORT.matcher((String) Inside.call(endpoint, "getEndpointUri"));
    if ((Integer) Inside.call(reply, "status") < 300 && port.find()) {
      String route = (String) Inside.call(exchange, "getFromRouteId");
      int number = Integer.parseInt(port.group(1));
      ports.put(number, route.split(" ", 2)[0]);
      reply(number, "before");
    }
  }

  /** Nothing, where no message was ever taken. */
  private void reply(int port, String side) throws IOException {
    String family = ports.get(port);
    if (family != null) {
      trigger.at("reply:" + family + ":" + side, "");
    }
  }

  private static int port(Object context) throws ReflectiveOperationException {
    Object channel = Inside.call(context, "channel");
    return ((InetSocketAddress) Inside.call(channel, "localAddress")).getPort();
  }

  /** Only what says that a reading is on disk. */
  private void acknowledge(@Nullable Object[] arguments, String side) throws IOException {
    if (Integer.valueOf(200).equals(arguments[1])) {
      trigger.at("acknowledge:camera:" + side, "");
    }
  }
}
