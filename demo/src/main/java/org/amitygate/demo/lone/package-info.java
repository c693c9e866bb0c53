/** One gate and its world, for a partner that is somebody else's program. */
@NullMarked
package org.amitygate.demo.lone;

import org.jspecify.annotations.NullMarked;
