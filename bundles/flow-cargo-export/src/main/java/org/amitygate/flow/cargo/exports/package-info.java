/** The clearance of a truck that leaves the country: identity, weight, customs, handover. */
@NullMarked
package org.amitygate.flow.cargo.exports;

import org.jspecify.annotations.NullMarked;
