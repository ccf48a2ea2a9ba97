/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.kafka.KafkaConnection;
import io.github.koopwatch.contract.RunKey;
import io.github.koopwatch.contract.result.WindowSpectrum;
import io.github.koopwatch.streams.Rerun;
import io.github.koopwatch.v1.Analysis;
import io.github.koopwatch.v1.Observable;
import io.github.koopwatch.v1.Record;
import io.github.koopwatch.v1.RunStart;
import io.github.koopwatch.v1.Snapshot;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/**
 * What the snapshots topic still holds of a run, analysed again. Only the run's own partition is read, committed records
 * only, up to where it ended when the reading began.
 */
public final class RetainedLog {
    private static final Duration WAIT = Duration.ofMillis(500);
    private static final int MOST_SILENT = 30;

    private final String run;
    private final long fromStep;
    private final Analysis analysis;
    private final List<WindowSpectrum> windows = new ArrayList<>();
    private Rerun rerun;
    private long incarnation = -1;
    private long snapshots;

    private RetainedLog(String run, long fromStep, Analysis analysis) {
        this.run = run;
        this.fromStep = fromStep;
        this.analysis = analysis;
        this.rerun = new Rerun(run, analysis);
    }

    /**
     * The windows of the run's newest incarnation, of its first observable, in snapshots from {@code fromStep} on. Throws
     * BadInput for an unknown run, and when there is no window.
     */
    public static AnalysisDocument analysed(
            KafkaConnection connection, String topic, String run, long fromStep, Analysis analysis) {
        if (!RunKey.isValid(run)) {
            throw new BadInput("run: expected " + RunKey.RULE + ", got '" + RunKey.shown(run) + "'");
        }
        RetainedLog log = new RetainedLog(run, fromStep, analysis);
        try (KafkaConsumer<String, byte[]> consumer = connection.openConsumer()) {
            log.read(consumer, topic, connection.bootstrap());
        } catch (KafkaException e) {
            throw new BadInput("no Kafka answers at " + connection.bootstrap() + ": " + e.getMessage(), e);
        }
        return log.document(topic);
    }

    private AnalysisDocument document(String topic) {
        if (incarnation < 0) {
            throw new BadInput("run: expected one that " + topic + " still holds, got '" + run + "'");
        }
        String observable = rerun.firstObservable();
        List<WindowSpectrum> first =
                windows.stream().filter(w -> w.observable().equals(observable)).toList();
        if (first.isEmpty()) {
            throw new BadInput("run " + run + ": expected snapshots for one window, got " + snapshots
                    + (fromStep > 0 ? " from step " + fromStep : "") + " in " + topic);
        }
        return AnalysisDocument.of(first);
    }

    private void read(KafkaConsumer<String, byte[]> consumer, String topic, String bootstrap) {
        List<PartitionInfo> partitions = consumer.partitionsFor(topic);
        if (partitions == null || partitions.isEmpty()) {
            throw new BadInput("no topic " + topic + " at " + bootstrap + ": expected one made by ./koopwatch up"
                    + " (another --prefix?)");
        }
        TopicPartition own = new TopicPartition(topic, partition(run, partitions.size()));
        consumer.assign(List.of(own));
        consumer.seekToBeginning(List.of(own));
        Map<TopicPartition, Long> ends = consumer.endOffsets(List.of(own));
        int silent = 0;
        while (consumer.position(own) < ends.getOrDefault(own, 0L)) {
            ConsumerRecords<String, byte[]> records = consumer.poll(WAIT);
            silent = records.isEmpty() ? silent + 1 : 0;
            if (silent > MOST_SILENT) {
                throw new BadInput("no Kafka answers at " + bootstrap + " any more");
            }
            for (ConsumerRecord<String, byte[]> record : records) {
                if (run.equals(record.key()) && record.value() != null) {
                    take(record.value());
                }
            }
        }
    }

    /** As Kafka's own partitioner for keys. */
    static int partition(String run, int partitions) {
        return Utils.toPositive(Utils.murmur2(run.getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    private void take(byte[] value) {
        Record record;
        try {
            record = Record.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            return; // the topology sent it to the dead letters
        }
        if (record.getIncarnation() > incarnation && (record.hasStart() || record.hasSnapshot())) {
            begin(record);
        }
        boolean early = record.hasSnapshot() && record.getSnapshot().getStep() < fromStep;
        if (record.getIncarnation() == incarnation && !early && !record.hasExpire()) {
            snapshots += record.hasSnapshot() ? 1 : 0;
            windows.addAll(rerun.apply(record));
        }
    }

    private void begin(Record record) {
        incarnation = record.getIncarnation();
        snapshots = 0;
        windows.clear();
        rerun = new Rerun(run, analysis);
        if (record.hasSnapshot()) {
            windows.addAll(rerun.apply(lost(record)));
        }
    }

    /** A start for a run whose own is no longer retained: what its oldest snapshot shows. */
    private Record lost(Record record) {
        Snapshot snapshot = record.getSnapshot();
        Observable observable = Observable.newBuilder()
                .setName(snapshot.getObservable())
                .setDimension(snapshot.getValues().size() / Float.BYTES)
                .build();
        return Record.newBuilder()
                .setIncarnation(record.getIncarnation())
                .setStart(RunStart.newBuilder().setRun(run).addObservables(observable))
                .build();
    }
}
