/** Camel's AMQP component, whose endpoints name their broker. */
@NullMarked
package org.amitygate.camel.amqp;

import org.jspecify.annotations.NullMarked;
