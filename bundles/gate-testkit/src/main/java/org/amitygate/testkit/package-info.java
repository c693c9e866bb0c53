/**
 * What a driver is tested with: {@link org.amitygate.testkit.DriverContract} on the real device
 * host and real links, through a network that breaks.
 */
@NullMarked
package org.amitygate.testkit;

import org.jspecify.annotations.NullMarked;
