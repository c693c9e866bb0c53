/** A lane of the swap benchmark, whose driver says its version with everything. */
@NullMarked
package org.amitygate.driver.benchswap;

import org.jspecify.annotations.NullMarked;
