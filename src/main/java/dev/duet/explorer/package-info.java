/**
 * The local web page of {@code duet explore}: a server on this machine only, its API, and, as resources, the page itself.
 *
 * <p>Start reading at {@link ExploreServer}. The page is hand-written HTML and JavaScript without a framework.
 */
package dev.duet.explorer;
