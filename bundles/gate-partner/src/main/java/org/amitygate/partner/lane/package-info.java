/**
 * The direction of a tidal lane, agreed between the two gates: a table of its own as data, without
 * I/O, clock or records. The gate, the exhaustive search and the documents use the same {@link
 * org.amitygate.partner.lane.LaneTable}.
 */
@NullMarked
package org.amitygate.partner.lane;

import org.jspecify.annotations.NullMarked;
