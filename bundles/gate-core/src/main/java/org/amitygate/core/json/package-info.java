/** The one JSON mapper of records, items and crossings. */
@Export
@Version("1.0.0")
@NullMarked
package org.amitygate.core.json;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
