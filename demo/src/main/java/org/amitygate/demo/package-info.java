/** The conductor of {@code ./gate demo}. */
@NullMarked
package org.amitygate.demo;

import org.jspecify.annotations.NullMarked;
