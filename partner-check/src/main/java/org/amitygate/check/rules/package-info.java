/** The rules, written from the protocol's documents alone. */
@NullMarked
package org.amitygate.check.rules;

import org.jspecify.annotations.NullMarked;
