/** The load of the swap benchmark: lanes that send at planned times, whatever is answered. */
@NullMarked
package org.amitygate.bench.swap.load;

import org.jspecify.annotations.NullMarked;
