/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.picture;

import java.util.List;
import java.util.stream.IntStream;

/** As many of a list as a page can carry. */
public final class Thinned {
    private Thinned() {}

    /** All, or evenly spaced ones with the first and the last. */
    public static <T> List<T> of(List<T> all, int most) {
        return all.size() <= most
                ? all
                : IntStream.range(0, most)
                        .mapToObj(i -> all.get((int) ((long) i * (all.size() - 1) / (most - 1))))
                        .toList();
    }
}
