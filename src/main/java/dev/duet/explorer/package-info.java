/** The local web page of {@code duet explore}: a server on this machine only, its API, and, as resources, the page itself. */
package dev.duet.explorer;
