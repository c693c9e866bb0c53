/** The clearance flow of the benchmark. */
@NullMarked
package org.amitygate.flow.benchlane;

import org.jspecify.annotations.NullMarked;
