/** Plain Camel: netty, beans and JDBC, as its documentation shows. */
@NullMarked
package org.amitygate.bench.camel;

import org.jspecify.annotations.NullMarked;
