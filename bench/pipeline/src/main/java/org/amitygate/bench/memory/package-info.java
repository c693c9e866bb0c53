/** Whether updating plug-ins again and again leaves anything behind. */
@NullMarked
package org.amitygate.bench.memory;

import org.jspecify.annotations.NullMarked;
