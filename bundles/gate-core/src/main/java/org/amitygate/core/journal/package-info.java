/** The port to the store: transactions, records, items, outbox. Implemented by gate-journal. */
@Export
@Version("1.0.0")
@NullMarked
package org.amitygate.core.journal;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
