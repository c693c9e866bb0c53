/**
 * The one configuration file, {@code etc/gate.yaml}: what it says, how it is read and checked, how
 * changes are told.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.amitygate.config;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
