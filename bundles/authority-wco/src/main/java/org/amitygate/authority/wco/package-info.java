/** The authority protocol {@code wco}: queries and responses of the WCO Data Model in XML. */
@NullMarked
package org.amitygate.authority.wco;

import org.jspecify.annotations.NullMarked;
