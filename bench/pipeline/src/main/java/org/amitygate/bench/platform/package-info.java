/** Whether the platform is updated without losing anything. */
@NullMarked
package org.amitygate.bench.platform;

import org.jspecify.annotations.NullMarked;
