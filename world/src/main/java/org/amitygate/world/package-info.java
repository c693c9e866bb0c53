/**
 * The simulated site as a program: its settings, its lanes with their devices, and the ledger of
 * what truly happened, which judges the gates. Shares no code with the server.
 */
@NullMarked
package org.amitygate.world;

import org.jspecify.annotations.NullMarked;
