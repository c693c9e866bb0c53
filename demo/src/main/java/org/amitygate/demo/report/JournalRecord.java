package org.amitygate.demo.report;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One record of a gate's journal, docs/records.md.
 *
 * @param at gate time, UTC microseconds
 * @param personal an empty object if there is none
 */
public record JournalRecord(
    String stream, long seq, long at, String type, JsonNode body, JsonNode personal) {
  private static final String CROSSING = "crossing:";

  /** The crossing it is about; empty if it is about something else. */
  String crossing() {
    return stream.startsWith(CROSSING) ? stream.substring(CROSSING.length()) : "";
  }

  String text(String field) {
    return body.path(field).asText("");
  }

  boolean is(String name) {
    return type.equals(name);
  }
}
