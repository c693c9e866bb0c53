/** Which trucks come and what shall happen to each, fixed by the seed before anything moves. */
@NullMarked
package org.amitygate.world.plan;

import org.jspecify.annotations.NullMarked;
