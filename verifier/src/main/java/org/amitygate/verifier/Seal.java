package org.amitygate.verifier;

import java.util.Optional;

/**
 * A daily seal.
 *
 * @param at µs since 1970 in UTC
 * @param heads how many
 * @param signature over {@code digest}; empty: not signed
 */
record Seal(
    String day,
    long at,
    byte[] previous,
    long heads,
    byte[] root,
    byte[] digest,
    Optional<byte[]> signature) {}
