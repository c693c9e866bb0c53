/** Messages, handovers and the journal joined: what runs in the gate. */
@NullMarked
package org.amitygate.partner.link;

import org.jspecify.annotations.NullMarked;
