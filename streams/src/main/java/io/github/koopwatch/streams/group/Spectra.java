/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams.group;

import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import io.github.koopwatch.v1.StoredWindow;
import java.util.List;

/** Stored windows as spectra. */
final class Spectra {
    private Spectra() {}

    static Eigenvalues of(StoredWindow window) {
        return new Eigenvalues(
                window.getWindow().getReList().stream().mapToDouble(x -> x).toArray(),
                window.getWindow().getImList().stream().mapToDouble(x -> x).toArray());
    }

    static double w1(StoredWindow a, StoredWindow b) {
        return Wasserstein.w1(of(a), of(b));
    }

    /** [window][window], symmetric. */
    static double[][] distances(List<StoredWindow> windows) {
        List<Eigenvalues> spectra = windows.stream().map(Spectra::of).toList();
        double[][] distances = new double[spectra.size()][spectra.size()];
        for (int i = 0; i < distances.length; i++) {
            for (int j = 0; j < i; j++) {
                distances[i][j] = Wasserstein.w1(spectra.get(i), spectra.get(j));
                distances[j][i] = distances[i][j];
            }
        }
        return distances;
    }
}
