package org.amitygate.crash;

/** A place in the gate's code where a point, or what a later point needs to know, comes by. */
enum Place {
  /** A batch is about to be written. */
  COMMITTING("org.amitygate.journal.SqlStore", "commit", false),
  /** It is on disk; nobody was told. */
  COMMITTED("org.amitygate.journal.SqlStore", "commit", true),
  /** Evidence is written and synced, and has no name yet. */
  EVIDENCE_WRITTEN("org.amitygate.journal.FileSync$1", "file", true),
  /** Evidence has its name; the folder is not synced. */
  EVIDENCE_NAMED("org.amitygate.journal.EvidenceStore", "write", true),
  /** Evidence is on disk; no record names it. */
  EVIDENCE_KEPT("org.amitygate.journal.EvidenceStore", "keep", true),
  /** An entry of the outbox is about to be sent. */
  SENDING("org.amitygate.core.outbox.Outbox", "deliver", false),
  /** The partner's receipt is there, and not on disk. */
  PARTNER_ANSWERED("org.amitygate.partner.link.MessageSender", "receipt", false),
  /** The authority's acknowledgement is there, and not on disk. */
  AUTHORITY_ANSWERED("org.amitygate.camel.gateway.AuthorityQuestions", "delivered", false),
  /** The barrier is about to be commanded. */
  OPENING("org.amitygate.driver.modbusio.ModbusIoSession", "open", false),
  OPENING_HANDED("org.amitygate.driver.modbusio.ModbusIoSession", "open", true),
  /** A command is about to be taken back. */
  CANCELLING("org.amitygate.driver.modbusio.ModbusIoSession", "cancel", false),
  CANCELLING_HANDED("org.amitygate.driver.modbusio.ModbusIoSession", "cancel", true),
  LINE_SENDS("org.amitygate.links.Line", "send", false),
  /** The operating system has the bytes: they will arrive. */
  LINE_SENT("org.amitygate.links.Line", "lambda$send$", false),
  /** The device's answer to a command is there, and not on disk. */
  DONE("org.amitygate.core.device.LiveSession", "done", false),
  /** The answer to a message from outside is ready, and not sent. */
  REPLYING("org.amitygate.camel.gateway.Port$Receive", "put", false),
  /** The answer to a message from outside was sent. */
  REPLIED("org.amitygate.camel.gateway.InboundGuard$Watch", "next", false),
  /** A device is about to be told that its reading is on disk. */
  ACKNOWLEDGING("org.amitygate.links.PushConnection", "answer", false),
  /** A device was told. */
  ACKNOWLEDGED("org.amitygate.links.PushConnection", "answer", true);

  private final String type;
  private final String method;
  private final boolean atEnd;

  Place(String type, String method, boolean atEnd) {
    this.type = type;
    this.method = method;
    this.atEnd = atEnd;
  }

  String type() {
    return type;
  }

  /** With {@code $} at its end: the beginning of its name. */
  String method() {
    return method;
  }

  boolean atEnd() {
    return atEnd;
  }

  /** Whether a call of this method, {@code class.method}, comes by here. */
  boolean is(String called, boolean end) {
    String name = type + "." + method;
    return end == atEnd && (method.endsWith("$") ? called.startsWith(name) : called.equals(name));
  }
}
