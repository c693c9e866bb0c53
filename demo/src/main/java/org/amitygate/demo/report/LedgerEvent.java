package org.amitygate.demo.report;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One line of the world's ledger.
 *
 * @param at UTC microseconds
 */
public record LedgerEvent(long at, String name, JsonNode fields) {

  /** A field as text; empty if it is absent or null. */
  public String text(String field) {
    return fields.path(field).asText("");
  }

  public long number(String field) {
    return fields.path(field).asLong();
  }

  /** Such as {@code huu-nghi/L3}. */
  String place() {
    return text("gate") + "/" + text("lane");
  }

  /** What moved the boom was a command of the gate. */
  boolean commanded() {
    return text("cause").equals("command");
  }

  /** The opening it belongs to. */
  Token token() {
    return new Token(text("gate"), text("lane"), number("token"));
  }
}
