/** The core put together and brought up in the right order. */
@NullMarked
package org.amitygate.core.runtime;

import org.jspecify.annotations.NullMarked;
