/**
 * The driver {@code mt-sics}: weighbridges that speak the Mettler Toledo Standard Interface Command
 * Set.
 */
@NullMarked
package org.amitygate.driver.mtsics;

import org.jspecify.annotations.NullMarked;
