/** The clearance of a truck that enters the country: accepted, taken over, let in. */
@NullMarked
package org.amitygate.flow.cargo.imports;

import org.jspecify.annotations.NullMarked;
