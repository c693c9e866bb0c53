/** The processes of a run, and what is done to them. */
@NullMarked
package org.amitygate.demo.run;

import org.jspecify.annotations.NullMarked;
