/** What a customs or quarantine protocol is written against: a pure codec. */
@Export
@Version("1.0.0")
@NullMarked
package org.amitygate.authority;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
