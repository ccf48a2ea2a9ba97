/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract.result;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.util.Arrays;

/** Reads an array of numbers in which null stands for one that is not finite. */
final class NullsAsNaN extends StdDeserializer<double[]> {
    private static final long serialVersionUID = 1L;

    NullsAsNaN() {
        super(double[].class);
    }

    @Override
    public double[] deserialize(JsonParser in, DeserializationContext context) throws IOException {
        if (!in.isExpectedStartArrayToken()) {
            return (double[]) context.handleUnexpectedToken(double[].class, in);
        }
        double[] values = new double[16];
        int n = 0;
        for (JsonToken token = in.nextToken(); token != JsonToken.END_ARRAY; token = in.nextToken()) {
            if (n == values.length) {
                values = Arrays.copyOf(values, 2 * n);
            }
            values[n++] = token == JsonToken.VALUE_NULL ? Double.NaN : in.getDoubleValue();
        }
        return Arrays.copyOf(values, n);
    }
}
