/** Writes down what becomes of bundles, for the swap benchmark. */
@NullMarked
package org.amitygate.bench.bundlewatch;

import org.jspecify.annotations.NullMarked;
