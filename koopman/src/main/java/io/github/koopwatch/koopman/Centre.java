/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman;

/** What is subtracted from the columns before the fit. */
public enum Centre {
    /** Separate means of X and Y: removes exactly the eigenvalue 1 of the constant part. */
    AFFINE,
    /** Nothing: the published method. */
    NONE
}
