/** What people can do and see; shell and console both use it. */
@Export
@Version("1.0.0")
@NullMarked
package org.amitygate.core.operations;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
