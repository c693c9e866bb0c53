/** What flows know of a crossing, and how the numbers of vehicles and containers are compared. */
@Export
@Version("1.1.0")
@NullMarked
package org.amitygate.crossing;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
