/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

/** A window that has no spectrum. @param reason why, in plain words */
public record Degenerate(String reason) implements DmdResult {}
