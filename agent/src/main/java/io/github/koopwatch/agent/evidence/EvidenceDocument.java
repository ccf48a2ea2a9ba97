/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.evidence;

import io.github.koopwatch.agent.Links;
import io.github.koopwatch.agent.readmodel.AlertView;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Evidence;
import io.github.koopwatch.contract.result.WindowSpectrum;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The evidence bundle of an alert.
 *
 * @param event its latest version
 * @param channels the detector's channels around it; null where it rests on none or they have left memory
 * @param scalars newest value of each logged name when it fired
 */
public record EvidenceDocument(
        ChangeEvent event,
        Evidence.@Nullable Channels channels,
        Map<String, Double> scalars,
        Spectra spectra,
        Links.Of links) {

    /**
     * Windows on both sides of the onset.
     *
     * @param before the last one that ends before it
     * @param after the first one that begins with or after it; until there is one, the newest that has reached it
     */
    public record Spectra(
            @Nullable WindowSpectrum before, @Nullable WindowSpectrum after) {}

    public static EvidenceDocument of(AlertView alert, Links links) {
        Evidence evidence = alert.evidence();
        return new EvidenceDocument(
                alert.event(),
                evidence == null ? null : evidence.channels(),
                evidence == null ? Map.of() : evidence.scalars(),
                new Spectra(alert.before(), alert.after()),
                links.of(alert.event()));
    }
}
