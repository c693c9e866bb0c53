package org.amitygate.partner.link;

import org.amitygate.partner.envelope.Envelope;

/**
 * A message of a partner whose signature was verified.
 *
 * @param text the bytes as they came: UTF-8 was checked
 * @param sha256 of those bytes
 * @param signedSha256 of what was signed of them
 */
record Message(
    Partner partner, Envelope envelope, String text, String sha256, String signedSha256) {

  String stream() {
    return envelope.stream();
  }

  /** Where records about it stand. */
  String journalStream() {
    return partner.journalStream(stream());
  }
}
