/** The lanes of the swap benchmark in an ordinary bundle, for a Karaf without this server. */
@NullMarked
package org.amitygate.bench.karaflane;

import org.jspecify.annotations.NullMarked;
