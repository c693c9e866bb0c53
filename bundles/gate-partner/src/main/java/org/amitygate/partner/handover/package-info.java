/**
 * The handover's two state tables as data: no I/O, no clock, no records. The gate, the exhaustive
 * checker, the simulator and the documents all use the same two objects, {@link
 * org.amitygate.partner.handover.ExitTable#TABLE} and {@link
 * org.amitygate.partner.handover.EntryTable#TABLE}.
 */
@NullMarked
package org.amitygate.partner.handover;

import org.jspecify.annotations.NullMarked;
