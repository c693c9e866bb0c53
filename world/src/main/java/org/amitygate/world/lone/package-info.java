/** The world around one gate whose partner is somebody else's program: vehicles come on command. */
@NullMarked
package org.amitygate.world.lone;

import org.jspecify.annotations.NullMarked;
