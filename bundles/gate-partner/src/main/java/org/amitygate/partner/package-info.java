/**
 * The link to the other country, as the transports see it: message bytes in, signed receipts out.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.amitygate.partner;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
