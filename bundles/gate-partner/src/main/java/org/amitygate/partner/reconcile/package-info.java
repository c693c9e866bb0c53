/** What two gates compare of the crossings that they share. Pure. */
@NullMarked
package org.amitygate.partner.reconcile;

import org.jspecify.annotations.NullMarked;
