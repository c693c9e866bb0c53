/** What flows know of a crossing. */
@Export
@Version("1.0.0")
@NullMarked
package org.amitygate.crossing;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
