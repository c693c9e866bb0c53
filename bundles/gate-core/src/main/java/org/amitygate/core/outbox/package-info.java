/** What leaves the gate after its commit. */
@Export
@Version("1.0.0")
@NullMarked
package org.amitygate.core.outbox;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
