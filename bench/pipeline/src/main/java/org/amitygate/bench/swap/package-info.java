/** Plug-ins exchanged under load: nothing may be lost, and nobody may wait for long. */
@NullMarked
package org.amitygate.bench.swap;

import org.jspecify.annotations.NullMarked;
