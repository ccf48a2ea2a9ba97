/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import static io.github.koopwatch.agent.readmodel.MovedClock.START;
import static io.github.koopwatch.agent.readmodel.Samples.alert;
import static io.github.koopwatch.agent.readmodel.Samples.live;
import static io.github.koopwatch.agent.readmodel.Samples.pair;
import static io.github.koopwatch.agent.readmodel.Samples.window;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.agent.readmodel.Limits;
import java.net.http.HttpResponse;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class LiveStreamTest {
    private static final String PATH = "/api/v1/stream";
    private static final int KEPT = 10;
    private static final int MOST = 6;

    private final HttpFixture http = new HttpFixture(Limits.standard(), KEPT, MOST);

    @BeforeEach
    void oneRun() {
        http.model.run("one", live("one", 1, START), START);
        http.stream.tick();
    }

    @AfterEach
    void stop() {
        http.close();
    }

    private void windows(long from, long to) {
        LongStream.rangeClosed(from, to).forEach(i -> http.model.spectrum(window("one", i)));
    }

    @Test
    void stream_sendsEachKindOfNewsUnderItsName() throws Exception {
        try (EventSource client = new EventSource(http, PATH)) {
            assertThat(client.response().headers().firstValue("Content-Type")).contains("text/event-stream");
            assertThat(client.response().headers().firstValue("Content-Security-Policy"))
                    .isPresent();
            assertThat(client.next().type()).isEmpty();
            http.model.spectrum(window("one", 0));
            http.model.distance(pair("one", "two", 0.5));
            http.model.event(alert("one", "Stall", 5, "firing"));
            http.model.run("one", live("one", 2, START), START);
            http.stream.tick();
            http.model.run("one", null, START);

            assertThat(client.next()).satisfies(e -> {
                assertThat(e.type()).isEqualTo("spectrum");
                assertThat(e.data()).startsWith("{\"run\":\"one\",\"observable\":\"weights\"");
            });
            assertThat(client.next().type()).isEqualTo("distance");
            assertThat(client.next().data()).contains("\"kind\":\"Stall\"");
            assertThat(client.next().data()).contains("\"last_step\":2").contains("Run <b>one</b>");
            assertThat(client.next().type()).isEqualTo("removed");
        }
    }

    @Test
    void run_thatChangesOften_isSentOnceATickInItsNewestState() throws Exception {
        try (EventSource client = new EventSource(http, PATH)) {
            client.next();
            LongStream.rangeClosed(2, 50).forEach(i -> http.model.run("one", live("one", i, START), START));
            http.stream.tick();
            windows(0, 0);
            assertThat(client.next().data()).contains("\"last_step\":50");
            assertThat(client.next().type()).isEqualTo("spectrum");
        }
    }

    @Test
    void filter_letsThroughWhatIsAboutTheRunOrGroup() throws Exception {
        try (EventSource ofRun = new EventSource(http, PATH + "?run=two");
                EventSource ofGroup = new EventSource(http, PATH + "?group=g")) {
            ofRun.next();
            ofGroup.next();
            http.model.spectrum(window("stranger", 0));
            http.model.spectrum(window("one", 0));
            http.model.distance(pair("one", "two", 0.5));
            assertThat(ofRun.next().type()).isEqualTo("distance");
            assertThat(ofGroup.next().data()).contains("\"run\":\"one\"");
        }
    }

    @Test
    void lastEventId_withinWhatIsKept_resumesWithoutLossOrRepetition() throws Exception {
        String last;
        try (EventSource client = new EventSource(http, PATH)) {
            client.next();
            windows(0, 1);
            client.next();
            last = client.next().id();
        }
        windows(2, 4);
        try (EventSource client = new EventSource(http, PATH, "Last-Event-ID", last)) {
            for (int i = 2; i <= 4; i++) {
                assertThat(client.next().data()).contains("\"first_step\":" + i + ",");
            }
            windows(5, 5);
            assertThat(client.next().data()).contains("\"first_step\":5,");
        }
    }

    @Test
    void lastEventId_ofAConnectionThatSawNothing_resumes() throws Exception {
        String first;
        try (EventSource client = new EventSource(http, PATH)) {
            first = client.next().id();
        }
        windows(0, 0);
        try (EventSource client = new EventSource(http, PATH, "Last-Event-ID", first)) {
            assertThat(client.next().type()).isEqualTo("spectrum");
        }
    }

    @Test
    void lastEventId_thatIsTooOldOrUnknown_isResetAndGoesOnFromThere() throws Exception {
        String first;
        try (EventSource client = new EventSource(http, PATH)) {
            first = client.next().id();
        }
        windows(0, KEPT);
        for (String id : new String[] {first, "elsewhere-3", "nonsense", first.replaceAll("-.*", "-999")}) {
            try (EventSource client = new EventSource(http, PATH, "Last-Event-ID", id)) {
                EventSource.Event reset = client.next();
                assertThat(reset.type()).as(id).isEqualTo("reset");
                assertThat(reset.id()).endsWith("-" + (KEPT + 2));
            }
        }
    }

    @Test
    void clients_moreThanTheLimit_areRefused() throws Exception {
        for (int i = 0; i < MOST; i++) {
            http.client.send(http.request(PATH).build(), HttpResponse.BodyHandlers.ofInputStream());
        }
        assertThat(http.get(PATH).statusCode()).isEqualTo(503);
    }

    @Test
    void badFilter_is400() throws Exception {
        assertThat(http.get(PATH + "?run=%3Cb%3E").statusCode()).isEqualTo(400);
        assertThat(http.get(PATH + "?since=5").statusCode()).isEqualTo(400);
    }

    @Test
    void close_endsOpenStreamsInGoodOrder() throws Exception {
        try (EventSource client = new EventSource(http, PATH)) {
            client.next();
            http.stream.close();
            assertThat(client.hasEnded()).isTrue();
        }
    }
}
