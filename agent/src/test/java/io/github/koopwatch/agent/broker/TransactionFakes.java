/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.broker;

import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.ProduceResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.coordinator.transaction.TransactionLog;
import org.apache.kafka.coordinator.transaction.TransactionState;
import org.apache.kafka.coordinator.transaction.TxnTransitMetadata;
import org.apache.kafka.server.common.TransactionVersion;

/** Puts into a broker what a dropped marker leaves: records of a transaction in a partition, and what its coordinator wrote down. */
final class TransactionFakes {
    private static final short BEFORE_VERSION_2 = 11; // from the next on, a broker asks the coordinator itself
    private static final int TIMEOUT_MS = 10_000;

    private final String bootstrap;

    TransactionFakes(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    /** An open transaction of a producer that its coordinator never heard of. */
    void begin(Admin admin, TopicPartition partition, long producer, int epoch, String value) throws Exception {
        verification(admin, false);
        try {
            await().ignoreException(InvalidPidMappingException.class) // until the broker has heard of the change
                    .until(() -> produce(partition, producer, epoch, value));
        } finally {
            verification(admin, true);
        }
    }

    private static void verification(Admin admin, boolean on) throws Exception {
        Collection<AlterConfigOp> change = List.of(new AlterConfigOp(
                new ConfigEntry("transaction.partition.verification.enable", Boolean.toString(on)),
                AlterConfigOp.OpType.SET));
        String node = Integer.toString(BrokerSettings.NODE);
        admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.BROKER, node), change))
                .all()
                .get();
    }

    private boolean produce(TopicPartition partition, long producer, int epoch, String value) throws Exception {
        MemoryRecords records = MemoryRecords.withTransactionalRecords(
                Compression.NONE,
                producer,
                (short) epoch,
                0,
                new SimpleRecord(value.getBytes(StandardCharsets.US_ASCII)));
        ProduceRequestData data = new ProduceRequestData()
                .setTransactionalId("fake")
                .setAcks((short) -1)
                .setTimeoutMs(TIMEOUT_MS);
        data.topicData()
                .add(new ProduceRequestData.TopicProduceData()
                        .setName(partition.topic())
                        .setPartitionData(List.of(new ProduceRequestData.PartitionProduceData()
                                .setIndex(partition.partition())
                                .setRecords(records))));
        ProduceRequest request = new ProduceRequest(data, BEFORE_VERSION_2);
        RequestHeader header = new RequestHeader(ApiKeys.PRODUCE, BEFORE_VERSION_2, "test", 1);
        AbstractResponse response = AbstractResponse.parseResponse(
                CommitMarker.exchange(bootstrap, request.serializeWithHeader(header)), header);
        ((ProduceResponse) response)
                .data()
                .responses()
                .forEach(topic -> topic.partitionResponses()
                        .forEach(answer -> Errors.forCode(answer.errorCode()).maybeThrow()));
        return true;
    }

    /** A record of the coordinator's log; only Kafka's own administrative client may write there, which goes by its name. */
    void log(String id, long producer, int epoch, TransactionState state, TopicPartition... partitions)
            throws Exception {
        TxnTransitMetadata transit = new TxnTransitMetadata(
                producer,
                producer,
                -1,
                (short) epoch,
                (short) -1,
                TIMEOUT_MS,
                state,
                new HashSet<>(List.of(partitions)),
                0,
                0,
                TransactionVersion.TV_2);
        try (KafkaProducer<byte[], byte[]> log = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "client.id", "__admin_client"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            log.send(new ProducerRecord<>(
                            TransactionLogReader.TOPIC,
                            0,
                            TransactionLog.keyToBytes(id),
                            TransactionLog.valueToBytes(transit, TransactionVersion.TV_2)))
                    .get();
        }
    }
}
