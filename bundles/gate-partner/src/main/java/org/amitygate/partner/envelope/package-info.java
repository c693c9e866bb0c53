/**
 * Messages and receipts as bytes: strict JSON, the envelope, signatures. Pure: bytes and keys in,
 * records out.
 */
@NullMarked
package org.amitygate.partner.envelope;

import org.jspecify.annotations.NullMarked;
