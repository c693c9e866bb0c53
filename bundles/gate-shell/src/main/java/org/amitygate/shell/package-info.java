/**
 * The commands {@code gate:…} of the management shell. They print and ask; what may be done is
 * decided behind them.
 */
@NullMarked
package org.amitygate.shell;

import org.jspecify.annotations.NullMarked;
