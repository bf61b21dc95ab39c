/**
 * What people look at: counts of an assignment, agreement of systems, audits of data sets, pictures. Everything here is for reading,
 * nothing for the hot path; it allocates freely.
 */
package dev.duet.report;
