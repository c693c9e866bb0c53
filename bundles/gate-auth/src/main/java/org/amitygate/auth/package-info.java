/** Accounts: who may log in, with which roles, and who is acting now. */
@Export
@Version("1.0.0")
@NullMarked
package org.amitygate.auth;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
