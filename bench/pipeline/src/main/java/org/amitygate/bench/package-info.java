/** {@code ./gate bench pipeline}: this server beside its limit and beside plain Camel. */
@NullMarked
package org.amitygate.bench;

import org.jspecify.annotations.NullMarked;
