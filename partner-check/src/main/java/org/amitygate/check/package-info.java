/** Plays the other side against any implementation of the partner protocol and judges it. */
@NullMarked
package org.amitygate.check;

import org.jspecify.annotations.NullMarked;
