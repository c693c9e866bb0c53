/**
 * The server itself as something that is updated: by a planned restart on another assembly, with a
 * way back.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.amitygate.core.platform;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
