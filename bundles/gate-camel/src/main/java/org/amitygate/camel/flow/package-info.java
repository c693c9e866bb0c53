/** The contexts that flows run in, and the components their routes are written with. */
@NullMarked
package org.amitygate.camel.flow;

import org.jspecify.annotations.NullMarked;
