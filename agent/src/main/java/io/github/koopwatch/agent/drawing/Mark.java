/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.drawing;

import java.util.Locale;

/** A small sign that is told from the others without its colour. */
enum Mark {
    RING,
    CROSS,
    TRIANGLE,
    SQUARE,
    PLUS,
    DIAMOND;

    private static final double R = 4;

    static Mark of(int n) {
        return values()[n % values().length];
    }

    void draw(Svg svg, double x, double y, String colour) {
        if (this == RING) {
            svg.circle(x, y, R, colour, "none");
        } else {
            svg.path(shape(x, y), colour, false);
        }
    }

    private String shape(double x, double y) {
        return switch (this) {
            case CROSS -> d("M%1$.2f %3$.2fL%2$.2f %4$.2fM%1$.2f %4$.2fL%2$.2f %3$.2f", x, y, 0.8 * R);
            case TRIANGLE -> d("M%1$.2f %4$.2fL%2$.2f %4$.2fL%5$.2f %3$.2fZ", x, y, R);
            case SQUARE -> d("M%1$.2f %3$.2fH%2$.2fV%4$.2fH%1$.2fZ", x, y, 0.85 * R);
            case PLUS -> d("M%1$.2f %6$.2fH%2$.2fM%5$.2f %3$.2fV%4$.2f", x, y, R);
            default -> d("M%1$.2f %6$.2fL%5$.2f %3$.2fL%2$.2f %6$.2fL%5$.2f %4$.2fZ", x, y, R);
        };
    }

    private static String d(String format, double x, double y, double r) {
        return String.format(Locale.ROOT, format, x - r, x + r, y - r, y + r, x, y);
    }
}
