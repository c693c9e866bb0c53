/** The programs that are measured, each with its load, and what is read of them from outside. */
@NullMarked
package org.amitygate.bench.contender;

import org.jspecify.annotations.NullMarked;
