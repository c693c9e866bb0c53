/** Others that can exchange their parts while they run, under the same load. */
@NullMarked
package org.amitygate.bench.swap.peer;

import org.jspecify.annotations.NullMarked;
