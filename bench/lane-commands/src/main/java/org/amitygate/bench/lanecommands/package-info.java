/** Commands to a lane from a stage, for the benchmark. */
@NullMarked
package org.amitygate.bench.lanecommands;

import org.jspecify.annotations.NullMarked;
