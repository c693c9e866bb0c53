/** What a clearance flow is written against. */
@Export
@Version("1.0.0")
@NullMarked
package org.amitygate.flow;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
