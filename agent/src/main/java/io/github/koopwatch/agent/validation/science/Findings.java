/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.science;

import io.github.koopwatch.agent.drawing.Drawing;
import io.github.koopwatch.agent.validation.Table;
import java.util.List;

/**
 * What came of a study.
 *
 * @param tables figures beside the claims, the baselines among them
 * @param pictures for the report
 * @param remarks what differs and why, in whole sentences
 */
public record Findings(List<Claim> claims, List<Table> tables, List<Drawing> pictures, List<String> remarks) {}
