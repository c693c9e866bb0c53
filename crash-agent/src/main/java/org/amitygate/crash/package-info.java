/** Kills the gate that it is given to, at a chosen point of its code. For proofs only. */
@NullMarked
package org.amitygate.crash;

import org.jspecify.annotations.NullMarked;
