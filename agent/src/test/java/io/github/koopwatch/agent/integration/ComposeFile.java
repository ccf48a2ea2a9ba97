/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.integration;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** docker/compose.yaml. Merges of an anchor are left as they stand. */
final class ComposeFile {
    private final JsonNode file =
            Repository.yaml(Repository.text("docker/compose.yaml")).get(0);

    JsonNode root() {
        return file;
    }

    JsonNode services() {
        return file.path("services");
    }

    List<String> names() {
        List<String> names = new ArrayList<>();
        services().fieldNames().forEachRemaining(names::add);
        return names;
    }

    JsonNode service(String name) {
        return services().path(name);
    }

    List<String> command(String service) {
        return Repository.strings(service(service).path("command"));
    }

    Map<String, String> environment(String service) {
        JsonNode environment = service(service).path("environment");
        return environment.isMissingNode() ? Map.of() : Repository.map(environment);
    }

    /** The words of the health check after CMD. */
    List<String> healthcheck(String service) {
        List<String> test =
                Repository.strings(service(service).path("healthcheck").path("test"));
        return test.isEmpty() ? test : test.subList(1, test.size());
    }
}
