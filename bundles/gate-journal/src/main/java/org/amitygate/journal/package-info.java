/**
 * The store: one writer with group commit, a hash chain per stream, SQLite or PostgreSQL below. How
 * records look on disk is in {@code docs/records.md}. Exports nothing; the rest of the gate sees
 * the ports of gate-core.
 */
@NullMarked
package org.amitygate.journal;

import org.jspecify.annotations.NullMarked;
