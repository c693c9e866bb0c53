/** Gate time and identifiers, injected everywhere. */
@Export
@Version("1.0.0")
@NullMarked
package org.amitygate.core.time;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
