/** The zoo: drivers with faults, each rolled out in a real server under load, caught and undone. */
@NullMarked
package org.amitygate.bench.zoo;

import org.jspecify.annotations.NullMarked;
