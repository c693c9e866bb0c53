/** The load: lanes that play one vehicle after another. A process of its own. */
@NullMarked
package org.amitygate.bench.load;

import org.jspecify.annotations.NullMarked;
