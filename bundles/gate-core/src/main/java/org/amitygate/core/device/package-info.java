/** The device host and its port to the links. */
@Export
@Version("1.0.0")
@NullMarked
package org.amitygate.core.device;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
