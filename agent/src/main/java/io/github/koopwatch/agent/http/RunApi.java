/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import io.github.koopwatch.agent.Links;
import io.github.koopwatch.agent.groups.Groups;
import io.github.koopwatch.agent.readmodel.History;
import io.github.koopwatch.agent.readmodel.RunView;
import io.github.koopwatch.contract.RunKey;
import io.github.koopwatch.contract.result.RunState;
import java.util.Optional;

/** The part of the API that reads, over the runs that somebody may see. */
final class RunApi {
    private final RunView view;
    private final SpectraEndpoint spectra;
    private final RunPictures pictures;
    private final Groups groups;
    private final DistancesEndpoint distances;
    private final EvidenceEndpoint evidence;

    RunApi(RunView view, History history, Links links) {
        this.view = view;
        this.spectra = new SpectraEndpoint(view, history);
        this.pictures = new RunPictures(view);
        this.groups = new Groups(view);
        this.distances = new DistancesEndpoint(view);
        this.evidence = new EvidenceEndpoint(view, links);
    }

    Answer runs(Ask ask) {
        ask.allowsOnly();
        return Answer.json(view.runs());
    }

    Answer run(Ask ask) {
        ask.allowsOnly();
        return Answer.json(known(ask));
    }

    Answer spectra(Ask ask) {
        return spectra.answer(ask, known(ask));
    }

    Answer series(Ask ask) {
        return pictures.series(ask, known(ask));
    }

    Answer runDistances(Ask ask) {
        return pictures.distances(ask, known(ask));
    }

    Answer events(Ask ask) {
        ask.allowsOnly();
        return Answer.json(view.events(known(ask).run()));
    }

    Answer groups(Ask ask) {
        ask.allowsOnly();
        return Answer.json(groups.list());
    }

    Answer group(Ask ask) {
        ask.allowsOnly("observable", "preset");
        return Answer.json(inGroup(ask, groups.document(ask.part("group"), ask.key("observable"), ask.key("preset"))));
    }

    Answer distances(Ask ask) {
        return Answer.json(inGroup(ask, distances.find(ask)));
    }

    Answer groupEvents(Ask ask) {
        ask.allowsOnly();
        return Answer.json(inGroup(ask, view.groupEvents(ask.part("group"))));
    }

    Answer evidence(Ask ask) {
        return evidence.answer(ask);
    }

    private RunState known(Ask ask) {
        String name = ask.part("run");
        return view.run(name).orElseThrow(() -> Problem.notFound("run", RunKey.shown(name)));
    }

    private static <T> T inGroup(Ask ask, Optional<T> found) {
        return found.orElseThrow(() -> Problem.notFound("group", RunKey.shown(ask.part("group"))));
    }
}
