/**
 * What a device driver is written against: {@link org.amitygate.device.Driver} and {@link
 * org.amitygate.device.Session}.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.amitygate.device;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
