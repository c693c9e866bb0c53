/**
 * Verifies the records of a gate, and takes segments of them out for others to verify. Written from
 * {@code docs/records.md} alone: shares no code with the gate, so that a mistake of one is not a
 * mistake of both. Opens everything read-only; needs memory for one day's seal, however many
 * records there are.
 */
@NullMarked
package org.amitygate.verifier;

import org.jspecify.annotations.NullMarked;
