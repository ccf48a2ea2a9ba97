/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.science;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.github.koopwatch.agent.offline.Progress;
import io.github.koopwatch.agent.report.PlainPage;
import io.github.koopwatch.agent.validation.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Studies and what came of them.
 *
 * @param reduced whether less was trained than for docs/validation.md
 * @param agrees whether every claim came out as docs/validation.md says, as far as it says it of these data
 */
public record ScienceReport(List<Judged> studies, boolean reduced, boolean agrees) {
    /** One study's claims; pictures are for the page alone. */
    public record Judged(
            String study,
            String title,
            List<Claim> claims,
            List<Table> tables,
            List<String> remarks,
            @JsonIgnore Findings findings) {}

    /** Runs them, one after another. */
    public static ScienceReport of(List<Study> studies, Effort effort, Progress progress) {
        List<Judged> judged = new ArrayList<>();
        for (Study study : studies) {
            Findings f = study.run(effort, (what, done, all) -> progress.at(study.name() + ", " + what, done, all));
            judged.add(new Judged(study.name(), study.title(), f.claims(), f.tables(), f.remarks(), f));
        }
        boolean reduced = effort.reduced();
        boolean agrees = effort.mnist() != null // the documented verdicts are those of the data that is shipped
                || judged.stream().flatMap(j -> j.claims().stream()).allMatch(claim -> claim.agrees(reduced));
        return new ScienceReport(judged, reduced, agrees);
    }

    /** For a human: a line for each claim, then the tables. */
    public List<String> lines() {
        return studies.stream().flatMap(this::lines).toList();
    }

    private Stream<String> lines(Judged study) {
        List<String> lines = new ArrayList<>(List.of(study.title()));
        study.claims().forEach(claim -> lines.add(claim.line(reduced)));
        for (Table table : study.tables()) {
            lines.add("");
            lines.addAll(table.lines());
        }
        lines.add("");
        lines.addAll(study.remarks());
        return lines.stream();
    }

    /** One file with everything. */
    public String html() {
        PlainPage page = new PlainPage("Koopwatch: published results computed again");
        studies.forEach(study -> section(page, study));
        return page.html();
    }

    private void section(PlainPage page, Judged study) {
        page.heading(study.title());
        page.table(
                "Claims",
                List.of("", "claim", "here", "published", "decided by", "docs/validation.md"),
                study.claims().stream().map(ScienceReport::row).toList());
        study.findings().pictures().forEach(picture -> page.picture(picture.title(), picture.svg()));
        study.tables().forEach(table -> page.table(table.title(), table.columns(), table.rows()));
        study.remarks().forEach(page::paragraph);
    }

    private static List<String> row(Claim claim) {
        Judgement documented = claim.documented();
        return List.of(
                claim.verdict().text(),
                claim.text() + " (" + claim.id() + ")",
                claim.own().text(),
                claim.published(),
                claim.because(),
                documented == null ? "" : documented.text());
    }
}
