/** The gate's endpoints towards partners, authorities and traders. */
@NullMarked
package org.amitygate.camel.gateway;

import org.jspecify.annotations.NullMarked;
