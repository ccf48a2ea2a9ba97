/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.broker;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.TransactionResult;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest;
import org.apache.kafka.common.requests.WriteTxnMarkersResponse;

/**
 * Writes a commit marker as a coordinator would. Kafka's administrative client can only abort; this is one request of its
 * protocol (WriteTxnMarkers), sent to the broker of this process.
 */
final class CommitMarker {
    private static final short VERSION = 1;
    private static final int PATIENCE_MS = 10_000;

    private CommitMarker() {}

    /** Throws KafkaException when the broker does not take it. */
    static void write(String bootstrap, OpenTransaction transaction) {
        WriteTxnMarkersRequest.TxnMarkerEntry marker = new WriteTxnMarkersRequest.TxnMarkerEntry(
                transaction.producerId(),
                transaction.producerEpoch(),
                transaction.coordinatorEpoch(),
                TransactionResult.COMMIT,
                List.of(transaction.partition()),
                (short) 0);
        WriteTxnMarkersRequest request = new WriteTxnMarkersRequest.Builder(List.of(marker)).build(VERSION);
        RequestHeader header = new RequestHeader(ApiKeys.WRITE_TXN_MARKERS, VERSION, "koopwatch", 1);
        try {
            AbstractResponse response =
                    AbstractResponse.parseResponse(exchange(bootstrap, request.serializeWithHeader(header)), header);
            Map<TopicPartition, Errors> answer =
                    ((WriteTxnMarkersResponse) response).errorsByProducerId().get(transaction.producerId());
            Errors error = answer == null
                    ? Errors.UNKNOWN_SERVER_ERROR
                    : answer.getOrDefault(transaction.partition(), Errors.NONE);
            error.maybeThrow();
        } catch (IOException e) {
            throw new KafkaException("no answer to a transaction marker from " + bootstrap, e);
        }
    }

    /** Sends a request with its header; returns the answer with its own. */
    static ByteBuffer exchange(String bootstrap, ByteBuffer request) throws IOException {
        int colon = bootstrap.lastIndexOf(':');
        String host = bootstrap.substring(0, colon).replace("[", "").replace("]", "");
        try (Socket socket = new Socket(host, Integer.parseInt(bootstrap.substring(colon + 1)))) {
            socket.setSoTimeout(PATIENCE_MS);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(request.remaining());
            out.write(request.array(), request.arrayOffset() + request.position(), request.remaining());
            out.flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] response = new byte[in.readInt()];
            in.readFully(response);
            return ByteBuffer.wrap(response);
        }
    }
}
