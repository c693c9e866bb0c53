/** The clearance flow of the swap benchmark, whose every stage says its version. */
@NullMarked
package org.amitygate.flow.benchswap;

import org.jspecify.annotations.NullMarked;
