/**
 * What is true on the ground: vehicles, lanes, loops, booms and their controllers, in simulated
 * time.
 */
@NullMarked
package org.amitygate.world.physics;

import org.jspecify.annotations.NullMarked;
