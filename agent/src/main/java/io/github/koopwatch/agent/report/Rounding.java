/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;

/** Numbers as a picture needs them: six significant digits keep a page small. */
final class Rounding {
    private static final MathContext DIGITS = new MathContext(6);

    private Rounding() {}

    /** The tree itself, its fractions rounded. */
    static JsonNode of(JsonNode tree) {
        if (tree instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, of(array.get(i)));
            }
        } else if (tree instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                field.setValue(of(field.getValue()));
            }
        }
        return tree.isDouble() ? DoubleNode.valueOf(rounded(tree.doubleValue())) : tree;
    }

    private static double rounded(double value) {
        return new BigDecimal(value).round(DIGITS).doubleValue();
    }
}
