/** The driver {@code hikvision-isapi}: plate cameras that speak Hikvision's ISAPI. */
@NullMarked
package org.amitygate.driver.hikvision;

import org.jspecify.annotations.NullMarked;
