/** Lets happen to each truck what its plan says. */
@NullMarked
package org.amitygate.world.story;

import org.jspecify.annotations.NullMarked;
