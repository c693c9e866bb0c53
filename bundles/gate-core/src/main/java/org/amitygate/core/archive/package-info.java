/**
 * What the gate does with records long after they were written: it seals them each day, forgets
 * what names a person when the legal period is over, and keeps what is under legal hold.
 */
@NullMarked
package org.amitygate.core.archive;

import org.jspecify.annotations.NullMarked;
