/**
 * Runs recorded stages again on another version of their flow and says where it decides
 * differently. Nothing of it has an effect outside.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.amitygate.core.rehearsal;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
