/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.notify;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.koopwatch.agent.Links;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** Posts each event as the API shows it, with links, under the headers of CloudEvents 1.0 (HTTP binding, binary mode). */
final class Webhook implements Notifier {
    private final Post post;
    private final Links links;

    Webhook(Post post, Links links) {
        this.post = post;
        this.links = links;
    }

    record Body(@JsonUnwrapped ChangeEvent event, Links.Of links) {}

    @Override
    public void tell(Notice notice) throws Undelivered {
        ChangeEvent event = notice.event().withEvidence(null);
        post.send(Json.write(new Body(event, links.of(event))), headers(notice));
    }

    private static Map<String, String> headers(Notice notice) {
        ChangeEvent event = notice.event();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ce-specversion", "1.0");
        headers.put("ce-id", event.id());
        headers.put(
                "ce-source", "/koopwatch/" + (event.run() == null ? "groups/" + event.group() : "runs/" + event.run()));
        headers.put("ce-type", "io.github.koopwatch." + event.kind());
        headers.put("ce-time", notice.at().toString());
        return headers;
    }
}
