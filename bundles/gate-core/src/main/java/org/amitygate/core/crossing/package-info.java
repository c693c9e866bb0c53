/** Crossings, their stages, and the engine that runs them. */
@Export
@Version("1.0.0")
@NullMarked
package org.amitygate.core.crossing;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
