/** Simulated devices as the gates meet them: real protocols on real sockets. */
@NullMarked
package org.amitygate.world.device;

import org.jspecify.annotations.NullMarked;
