/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.distance;

/**
 * The mode that moved most from one spectrum to another: the longest way in a transport of least mean cost. Its length
 * bounds W∞ from above, and says which mode a distance is about.
 *
 * @param fromRe real part of where it was
 * @param fromIm imaginary part of where it was
 * @param toRe real part of where it went
 * @param toIm imaginary part of where it went
 * @param by length of the way in the complex plane
 */
public record Moved(double fromRe, double fromIm, double toRe, double toIm, double by) {}
