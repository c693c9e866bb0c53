/** How fast crossings are found, by what is stored. */
@NullMarked
package org.amitygate.bench.search;

import org.jspecify.annotations.NullMarked;
