/**
 * A driver of a simple device, and what may be wrong with drivers: each animal of the zoo is this
 * bundle with another name in the resource {@code animal}.
 */
@NullMarked
package org.amitygate.driver.zoo;

import org.jspecify.annotations.NullMarked;
