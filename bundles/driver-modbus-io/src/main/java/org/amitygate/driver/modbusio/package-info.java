/** The driver {@code modbus-io}: barrier controllers with loops and lamps, by Modbus TCP. */
@NullMarked
package org.amitygate.driver.modbusio;

import org.jspecify.annotations.NullMarked;
