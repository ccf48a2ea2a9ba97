/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.notify;

import io.github.koopwatch.agent.BadInput;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Whom to tell of alerts. Addresses and secrets are never shown whole: those of many services are secrets themselves.
 *
 * @param webhooks addresses that take each event
 * @param webhookSecret value of their Authorization header
 * @param alertmanager address of an Alertmanager, to which /api/v2/alerts is added
 * @param alertmanagerSecret value of its Authorization header
 * @param least severity of the events that are told
 * @param page address of the live page for links; empty: that of this process
 * @param runbooks address before the kind of an alert; empty: the runbooks that the service serves
 */
public record NotifySettings(
        List<URI> webhooks,
        Optional<String> webhookSecret,
        Optional<URI> alertmanager,
        Optional<String> alertmanagerSecret,
        Severity least,
        Optional<URI> page,
        Optional<URI> runbooks) {
    /** Nobody. */
    public static final NotifySettings NOBODY = new NotifySettings(
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Severity.WARNING,
            Optional.empty(),
            Optional.empty());

    public NotifySettings {
        webhooks = List.copyOf(new LinkedHashSet<>(webhooks));
        if (webhooks.isEmpty() && webhookSecret.isPresent()) {
            throw new BadInput("webhook-auth-file: expected --webhook with it, got none");
        }
        if (alertmanager.isEmpty() && alertmanagerSecret.isPresent()) {
            throw new BadInput("alertmanager-auth-file: expected --alertmanager with it, got none");
        }
    }

    public boolean tellsAnybody() {
        return !webhooks.isEmpty() || alertmanager.isPresent();
    }

    /** An http or https address. Throws BadInput that names the option. */
    public static URI address(String option, String text) {
        try {
            URI uri = URI.create(text);
            boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (web && uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawFragment() == null) {
                return uri;
            }
        } catch (IllegalArgumentException ignored) {
            // said below; the text may hold a secret, so that the parser's message is not passed on
        }
        throw new BadInput(option + ": expected an http or https address without user and password, got another text");
    }

    /** As much of an address as may be shown. */
    static String shown(URI uri) {
        return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    @Override
    public String toString() {
        return "NotifySettings[" + webhooks.size() + " webhooks, "
                + alertmanager.map(NotifySettings::shown).orElse("no Alertmanager") + "]";
    }
}
