/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of Grafana's dashboard-linter, and a few of our own. */
class DashboardLintTest {
    private static final String SOURCE = "${datasource}";
    /** Of Grafana's list of units, those that we use. */
    private static final Set<String> UNITS =
            Set.of("none", "short", "percentunit", "sci", "radian", "s", "bytes", "cps", "bool_yes_no");

    private static final Pattern SELECTOR = Pattern.compile("\\b([a-z_]+)\\{([^}]*)}");
    private static final Pattern NAME =
            Pattern.compile("\\b((?:koopwatch|jvm|process|disk)_[a-z_]+)\\b(?!\\s*[=!]~?)(.?)");
    private static final Pattern RANGE = Pattern.compile("\\b(\\w+)\\(\\s*([a-z_]+)\\{[^}]*}\\[([^]]+)]");

    static Stream<Named<JsonNode>> dashboards() {
        return Dashboards.NAMES.stream().map(name -> Named.of(name, Dashboards.read(name)));
    }

    private static List<String> variableNames(JsonNode dashboard) {
        return Dashboards.variables(dashboard).stream()
                .map(v -> v.path("name").asText())
                .toList();
    }

    private static JsonNode variable(JsonNode dashboard, String name) {
        return Dashboards.variables(dashboard).stream()
                .filter(v -> v.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void dashboard_isNotEditable_andHasAFixedUidAndTheCommonTag(JsonNode d) {
        assertThat(d.path("editable").asBoolean(true)).isFalse();
        assertThat(d.path("uid").asText()).matches("koopwatch-[a-z]+");
        assertThat(d.path("title").asText()).startsWith("Koopwatch / ");
        assertThat(d.has("id")).isFalse();
        assertThat(Repository.strings(d.path("tags"))).containsExactly("koopwatch");
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void variables_sourceThenJobThenInstance_asTheLinterWants(JsonNode d) {
        assertThat(variableNames(d)).startsWith("datasource", "job", "instance");
        JsonNode source = variable(d, "datasource");
        assertThat(source.path("type").asText()).isEqualTo("datasource");
        assertThat(source.path("query").asText()).isEqualTo("prometheus");
        assertThat(source.path("label").asText()).isEqualTo("Data source");
        assertThat(variable(d, "job").path("label").asText()).isEqualTo("Job");
        assertThat(variable(d, "instance").path("label").asText()).isEqualTo("Instance");
        for (String name : List.of("job", "instance")) {
            assertThat(variable(d, name).path("multi").asBoolean()).isTrue();
            assertThat(variable(d, name).path("allValue").asText()).isEqualTo(".+");
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void queriedVariables_readLabelsOfTheTemplatedSource_anewWhenTheTimeChanges(JsonNode d) {
        for (JsonNode v : Dashboards.variables(d)) {
            if (v.path("type").asText().equals("query")) {
                assertThat(v.path("datasource").path("uid").asText()).isEqualTo(SOURCE);
                assertThat(v.path("refresh").asInt()).as("%s", v.path("name")).isEqualTo(2);
                assertThat(v.path("query").path("query").asText())
                        .matches("label_values\\([a-z_]+(\\{.*})?, [a-z]+\\)");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panels_haveTitleDescriptionUnitSourceAndTargets(JsonNode d) {
        for (JsonNode p : Dashboards.panels(d)) {
            String title = p.path("title").asText();
            assertThat(title).isNotBlank();
            assertThat(p.path("description").asText()).as(title).endsWith(".");
            assertThat(p.path("datasource").path("uid").asText()).as(title).isEqualTo(SOURCE);
            assertThat(p.path("fieldConfig").path("defaults").path("unit").asText())
                    .as(title)
                    .isIn(UNITS);
            assertThat(p.path("targets")).as(title).isNotEmpty();
            p.path("targets")
                    .forEach(t -> assertThat(t.path("datasource").path("uid").asText())
                            .isEqualTo(SOURCE));
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panels_idsAndTitlesDiffer_andDoNotLieOverEachOther(JsonNode d) {
        List<JsonNode> all = new ArrayList<>();
        d.path("panels").forEach(all::add);
        assertThat(all).extracting(p -> p.path("id").asInt()).doesNotHaveDuplicates();
        assertThat(Dashboards.panels(d))
                .extracting(p -> p.path("title").asText() + p.path("type").asText())
                .doesNotHaveDuplicates();
        for (int i = 0; i < all.size(); i++) {
            JsonNode a = all.get(i).path("gridPos");
            assertThat(a.path("x").asInt() + a.path("w").asInt()).isLessThanOrEqualTo(24);
            for (JsonNode other : all.subList(0, i)) {
                assertThat(overlap(a, other.path("gridPos")))
                        .as("%s and %s", all.get(i).path("title"), other.path("title"))
                        .isFalse();
            }
        }
    }

    private static boolean overlap(JsonNode a, JsonNode b) {
        return meet(a, b, "x", "w") && meet(a, b, "y", "h");
    }

    private static boolean meet(JsonNode a, JsonNode b, String from, String size) {
        return a.path(from).asInt() < b.path(from).asInt() + b.path(size).asInt()
                && b.path(from).asInt() < a.path(from).asInt() + a.path(size).asInt();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everySelector_obeysJobAndInstance(JsonNode d) {
        for (Dashboards.Query q : Dashboards.queries(d)) {
            String expr = q.expression();
            List<String> labels =
                    SELECTOR.matcher(expr).results().map(m -> m.group(2)).toList();
            assertThat(labels)
                    .as("%s: %s", q.where(), expr)
                    .allSatisfy(l -> assertThat(l).contains("job=~\"$job\"", "instance=~\"$instance\""));
            List<MatchResult> names = NAME.matcher(expr).results().toList();
            assertThat(names)
                    .as("%s: %s", q.where(), expr)
                    .allSatisfy(m -> assertThat(m.group(2)).as(m.group(1)).isEqualTo("{"));
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void counters_areAskedForTheirGrowth_overTheRateInterval(JsonNode d) {
        for (Dashboards.Query q : Dashboards.queries(d)) {
            String expr = q.expression();
            for (MatchResult m : RANGE.matcher(expr).results().toList()) {
                if (m.group(1).equals("rate")) {
                    assertThat(m.group(3)).as(expr).isEqualTo("$__rate_interval");
                }
            }
            long counters = Pattern.compile("_total\\{").matcher(expr).results().count();
            long grown = RANGE.matcher(expr)
                    .results()
                    .filter(m -> Set.of("rate", "increase").contains(m.group(1)))
                    .filter(m -> m.group(2).endsWith("_total"))
                    .count();
            assertThat(grown).as(expr).isEqualTo(counters);
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyVariableThatIsUsed_exists_andEveryVariableIsUsed(JsonNode d) {
        List<String> known = variableNames(d);
        String text = d.toString();
        Pattern used = Pattern.compile("\\$\\{?([a-z]\\w*)");
        assertThat(used.matcher(text).results().map(m -> m.group(1))).isSubsetOf(known);
        for (String name : known) {
            assertThat(text).as(name).containsPattern("\\$\\{?" + name + "\\b");
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void links_leadToDashboardsThatAreThere_andToTheLivePage(JsonNode d) {
        List<String> uids =
                Dashboards.all().map(each -> each.path("uid").asText()).toList();
        assertThat(uids).doesNotHaveDuplicates();
        Pattern link = Pattern.compile("\"/d/([a-z-]+)");
        assertThat(link.matcher(d.toString()).results().map(m -> m.group(1))).isSubsetOf(uids);
        assertThat(d.path("links"))
                .anySatisfy(l -> assertThat(l.path("url").asText()).startsWith("${page}/"));
    }
}
