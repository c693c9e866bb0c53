package org.amitygate.driver.hikvision;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads alerts that come as JSON. They have the names of the XML, in an object of their own or at
 * the top, their values alone or in lists; those that are blank do not count. Pure: whatever the
 * bytes are, they give an alert, or one for each plate, or a {@link ProtocolException} that names
 * the place.
 *
 * <p>Source: RFC 8259, and Hikvision, Intelligent Security API (General),
 * JSON_EventNotificationAlert.
 */
final class HikvisionJson {

  /** Characters of what an exception says. */
  private static final int MAX_MESSAGE = 200;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(HikvisionXml.MAX_DEPTH).build())
          .build();

  private HikvisionJson() {}

  /**
   * @param noCharacters what to do with bytes that are no UTF-8
   */
  static List<Alert> parse(byte[] bytes, CodingErrorAction noCharacters) throws ProtocolException {
    if (bytes.length > HikvisionXml.MAX_SIZE) {
      throw new ProtocolException(
          "expected at most " + HikvisionXml.MAX_SIZE + " bytes of JSON, got " + bytes.length);
    }
    String text = XmlText.of(bytes, noCharacters);
    try (JsonParser json = JSON.createParser(text)) {
      List<Alert> alerts = Alert.of(values(json));
      if (alerts.isEmpty()) {
        throw new ProtocolException("expected an " + Alert.EVENT_TYPE + " in JSON");
      }
      return alerts;
    } catch (JsonProcessingException e) {
      long place = e.getLocation() == null ? 0 : e.getLocation().getCharOffset();
      String reason = e.getOriginalMessage().replaceFirst("(?s) \\(start marker.*", "");
      throw wrong(place, "well-formed JSON: " + reason);
    } catch (ProtocolException e) {
      throw e;
    } catch (IOException e) {
      throw new IllegalStateException("a text in memory cannot be read", e);
    }
  }

  /** What an alert wants of one object and all in it. */
  private static Map<String, List<String>> values(JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw wrong(0, "an object");
    }
    Map<String, List<String>> values = new HashMap<>();
    while (!json.getParsingContext().inRoot()) {
      JsonToken token = json.nextToken();
      if (token == null) {
        throw wrong(json.currentLocation().getCharOffset(), "the end of an object");
      }
      if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
        keep(json, values);
      }
    }
    if (json.nextToken() != null) {
      throw wrong(json.currentTokenLocation().getCharOffset(), "the end");
    }
    return values;
  }

  private static void keep(JsonParser json, Map<String, List<String>> values) throws IOException {
    String name = name(json.getParsingContext());
    String value = json.getText().strip();
    if (name != null && !value.isEmpty() && Alert.wants(name)) {
      if (value.length() > Alert.MAX_VALUE) {
        throw wrong(
            json.currentTokenLocation().getCharOffset(),
            "at most " + Alert.MAX_VALUE + " characters of " + name);
      }
      values.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    }
  }

  /** Of the value, or of the list that it is in. */
  private static @Nullable String name(JsonStreamContext place) {
    JsonStreamContext named = place;
    while (named.inArray()) {
      named = named.getParent();
    }
    return named.getCurrentName();
  }

  private static ProtocolException wrong(long place, String expected) {
    String message = "character " + (place + 1) + " of JSON: expected " + expected;
    return new ProtocolException(
        message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE));
  }
}
