/** Flows with faults, rehearsed on recorded crossings. */
@NullMarked
package org.amitygate.bench.rehearsal;

import org.jspecify.annotations.NullMarked;
