/** Lanes, zones and the border interlock: the only code that opens a barrier. */
@Export
@Version("1.0.0")
@NullMarked
package org.amitygate.core.barrier;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
