/**
 * The plug-in host: installs drivers, authority protocols and flows, runs old and new side by side
 * during an update, and keeps in the journal what is installed.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.amitygate.core.plugin;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
