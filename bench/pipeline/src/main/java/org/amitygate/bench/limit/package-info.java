/** What the disk and the network allow: the same work by a hand-written program. */
@NullMarked
package org.amitygate.bench.limit;

import org.jspecify.annotations.NullMarked;
