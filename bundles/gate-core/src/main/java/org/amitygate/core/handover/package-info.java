/** The handover as the core sees it; the state tables and messages live in gate-partner. */
@Export
@Version("1.0.0")
@NullMarked
package org.amitygate.core.handover;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
