/** Keys of this gate and of its partners, in files. */
@NullMarked
package org.amitygate.partner.keys;

import org.jspecify.annotations.NullMarked;
