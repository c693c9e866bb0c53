/** Which version of a flow runs where, as the plug-in host decides it. */
@Export
@Version("1.0.0")
@NullMarked
package org.amitygate.camel;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
