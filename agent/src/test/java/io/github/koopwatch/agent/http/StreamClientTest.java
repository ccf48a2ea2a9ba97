/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.agent.readmodel.Expiry;
import io.github.koopwatch.agent.readmodel.Limits;
import io.github.koopwatch.agent.readmodel.MovedClock;
import io.github.koopwatch.agent.readmodel.ReadModel;
import io.github.koopwatch.agent.readmodel.Samples;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

class StreamClientTest {
    /** A connection whose writes end when the test says so. */
    private static final class SlowSink implements Content.Sink {
        private final Deque<Callback> underWay = new ArrayDeque<>();
        private final List<String> written = new ArrayList<>();

        @Override
        public void write(boolean last, ByteBuffer bytes, Callback callback) {
            written.add((last ? "last:" : "") + StandardCharsets.UTF_8.decode(bytes));
            underWay.add(callback);
        }

        void complete() {
            underWay.remove().succeeded();
        }
    }

    private final MovedClock clock = new MovedClock();
    private final ReadModel model =
            new ReadModel(clock, Expiry.standard(), Limits.standard(), (r, i, s) -> {}, a -> {});
    private final LiveStream stream = new LiveStream(clock, 5, 10);
    private final SlowSink sink = new SlowSink();
    private final List<String> ends = new ArrayList<>();
    private final Callback done = Callback.from(() -> ends.add("ended"), why -> ends.add(why.getMessage()));

    StreamClientTest() {
        model.goLive();
        model.listen(stream);
        stream.open(StreamFilter.ALL, Optional.empty(), sink, done);
    }

    private void windows(int n) {
        for (int i = 0; i < n; i++) {
            model.spectrum(Samples.window("r", i));
        }
    }

    @Test
    void writes_areOneAtATimeAndWhatWaitsGoesTogether() {
        windows(3);
        assertThat(sink.written).hasSize(1);
        sink.complete();
        assertThat(sink.written).hasSize(2);
        assertThat(sink.written.get(1)).containsSubsequence("\"first_step\":0", "\"first_step\":1", "\"first_step\":2");
    }

    @Test
    void client_thatDoesNotRead_isCutOffAndOthersGoOn() {
        SlowSink other = new SlowSink();
        stream.open(StreamFilter.ALL, Optional.empty(), other, Callback.NOOP);
        for (int i = 0; i < 11; i++) {
            other.complete();
            model.spectrum(Samples.window("r", i));
        }
        assertThat(ends).containsExactly("a client of the stream is too slow");
        assertThat(sink.written).hasSize(1);
        assertThat(other.written).hasSize(12);
    }

    @Test
    void heartbeat_isSentEveryTenSeconds() {
        sink.complete();
        for (int i = 0; i < 40; i++) {
            stream.tick();
        }
        assertThat(sink.written).containsExactly(sink.written.get(0), ": still here\n\n");
        sink.complete();
        assertThat(sink.written).hasSize(3);
    }

    @Test
    void close_duringAWrite_endsAfterIt() {
        windows(2);
        stream.close();
        assertThat(sink.written).hasSize(1);
        sink.complete();
        assertThat(sink.written).hasSize(2).last().isEqualTo("last:");
        sink.complete();
        assertThat(ends).containsExactly("ended");
    }

    @Test
    void write_thatFails_endsTheClientOnce() {
        sink.underWay.remove().failed(new IOException("gone"));
        windows(2);
        stream.close();
        assertThat(ends).containsExactly("gone");
        assertThat(sink.written).hasSize(1);
    }
}
