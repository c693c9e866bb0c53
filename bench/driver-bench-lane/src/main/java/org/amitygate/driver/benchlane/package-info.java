/** A lane of the benchmark: loop, camera and barrier on one connection. */
@NullMarked
package org.amitygate.driver.benchlane;

import org.jspecify.annotations.NullMarked;
