/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import io.github.koopwatch.agent.readmodel.Update;
import io.github.koopwatch.contract.result.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One event of the stream. Its text is made when the first client needs it, once for all. */
final class News {
    private final String id;
    private final long sequence;
    private final Update update;
    private byte @Nullable [] text;

    News(String id, long sequence, Update update) {
        this.id = id;
        this.sequence = sequence;
        this.update = update;
    }

    long sequence() {
        return sequence;
    }

    Update update() {
        return update;
    }

    synchronized byte[] text() {
        if (text == null) {
            text = encode(id, update.type().name().toLowerCase(Locale.ROOT), Json.write(update.body()));
        }
        return text;
    }

    /** An event with an id, as the HTML standard frames it; JSON as we write it has no line breaks. */
    static byte[] encode(String id, String type, byte[] json) {
        byte[] head = ("id: " + id + "\nevent: " + type + "\ndata: ").getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(head.length + json.length + 2);
        out.writeBytes(head);
        out.writeBytes(json);
        out.write('\n');
        out.write('\n');
        return out.toByteArray();
    }
}
