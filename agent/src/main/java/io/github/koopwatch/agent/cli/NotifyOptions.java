/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.notify.NotifySettings;
import io.github.koopwatch.agent.notify.Severity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whom the service tells of alerts. Secrets come from files alone: a command line is seen by every user of a machine. */
final class NotifyOptions {
    @Option(
            names = "--webhook",
            paramLabel = "URL",
            split = ",",
            description = "post each alert to this address as JSON; may be repeated or list several, comma-separated")
    private List<String> webhooks = new ArrayList<>();

    @Option(
            names = "--webhook-auth-file",
            paramLabel = "FILE",
            description = "holds the Authorization header for all webhooks, such as: Bearer TOKEN")
    private @Nullable Path webhookAuth;

    @Option(names = "--alertmanager", paramLabel = "URL", description = "push alerts to this Alertmanager (API v2)")
    private @Nullable String alertmanager;

    @Option(
            names = "--alertmanager-auth-file",
            paramLabel = "FILE",
            description = "holds the Authorization header for Alertmanager")
    private @Nullable Path alertmanagerAuth;

    @Option(
            names = "--notify-min-severity",
            paramLabel = "SEVERITY",
            defaultValue = "warning",
            description = "least severity that is told: info, warning or critical (default: ${DEFAULT-VALUE})")
    private String least = "";

    @Option(
            names = "--page-url",
            paramLabel = "URL",
            description = "where people find the page, for links and for marks set from it (default: this service)")
    private @Nullable String page;

    @Option(
            names = "--runbook-url",
            paramLabel = "URL",
            description = "stands before the kind of an alert in links to runbooks (default: those of this service)")
    private @Nullable String runbooks;

    /** Throws BadInput for an address or a file that is none. */
    NotifySettings settings() {
        return new NotifySettings(
                webhooks.stream()
                        .map(text -> NotifySettings.address("webhook", text.strip()))
                        .toList(),
                Optional.ofNullable(webhookAuth).map(file -> SecretFile.read("webhook-auth-file", file)),
                Optional.ofNullable(alertmanager).map(text -> NotifySettings.address("alertmanager", text)),
                Optional.ofNullable(alertmanagerAuth).map(file -> SecretFile.read("alertmanager-auth-file", file)),
                Severity.of("notify-min-severity", least),
                Optional.ofNullable(page).map(text -> NotifySettings.address("page-url", text)),
                Optional.ofNullable(runbooks).map(text -> NotifySettings.address("runbook-url", text)));
    }
}
