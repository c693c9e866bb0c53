/** Who is checked, and by whose hands vehicles come to its lanes. */
@NullMarked
package org.amitygate.check.site;

import org.jspecify.annotations.NullMarked;
