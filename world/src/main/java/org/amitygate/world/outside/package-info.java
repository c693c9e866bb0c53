/** Who is around the gates: customs, traders, people, and the line between the two gates. */
@NullMarked
package org.amitygate.world.outside;

import org.jspecify.annotations.NullMarked;
