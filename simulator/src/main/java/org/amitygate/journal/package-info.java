/** The simulator's part of the store's package: its writer over a disk in memory. */
@NullMarked
package org.amitygate.journal;

import org.jspecify.annotations.NullMarked;
