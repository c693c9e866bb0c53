package org.amitygate.camel.gateway;

import java.nio.charset.StandardCharsets;
import org.amitygate.core.json.Json;

/** What an endpoint answers, or was answered. Statuses are those of HTTP whatever the transport. */
record Reply(int status, String contentType, byte[] body) {

  /** It is on its way; an answer comes as a message of its own, if there is one. */
  static final int CARRIED = 202;

  static final String JSON = "application/json";

  /** Nothing to say but that it is on disk. */
  static Reply empty(int status) {
    return new Reply(status, "", new byte[0]);
  }

  static Reply json(int status, String name, String value) {
    return new Reply(
        status, JSON, Json.object().put(name, value).toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * @param sentence for the sender: what was wrong, nothing about this gate
   */
  static Reply error(int status, String sentence) {
    return json(status, "error", sentence);
  }

  boolean good() {
    return status >= 200 && status < 300;
  }

  /** The beginning of the body, for a record or a log. */
  String excerpt() {
    String text = new String(body, StandardCharsets.UTF_8).replaceAll("[\\p{Cntrl}]+", " ").strip();
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }
}
