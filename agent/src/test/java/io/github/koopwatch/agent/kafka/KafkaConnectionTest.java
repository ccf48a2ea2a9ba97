/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.koopwatch.agent.BadInput;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaConnectionTest {
    @Test
    void to_configuration_takesKafkaKeysOnly() {
        Properties configuration = new Properties();
        configuration.setProperty("kafka.security.protocol", "SSL");
        configuration.setProperty("kafka-port", "9092");
        configuration.setProperty("window", "50");
        assertThat(KafkaConnection.to("h:1", configuration).properties()).isEqualTo(Map.of("security.protocol", "SSL"));
    }

    @Test
    void settings_ofOneClient_reachThatClientOnlyAndWin() {
        KafkaConnection c = new KafkaConnection(
                "h:1",
                Map.of("request.timeout.ms", "7", "producer.request.timeout.ms", "8", "consumer.fetch.min.bytes", "9"));
        assertThat(c.producer()).containsEntry("request.timeout.ms", "8").doesNotContainKey("fetch.min.bytes");
        assertThat(c.consumer()).containsEntry("request.timeout.ms", "7").containsEntry("fetch.min.bytes", "9");
        assertThat(c.admin()).containsEntry("request.timeout.ms", "7").doesNotContainKey("fetch.min.bytes");
        assertThat(c.streams()).containsEntry("producer.request.timeout.ms", "8");
    }

    @Test
    void clients_keepTheirPromises() {
        KafkaConnection c = KafkaConnection.to("h:1,[::1]:2");
        assertThat(c.producer()).containsEntry("acks", "all").containsEntry("enable.idempotence", "true");
        assertThat(c.consumer()).containsEntry("isolation.level", "read_committed");
        assertThat(c.admin()).containsEntry("bootstrap.servers", "h:1,[::1]:2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"acks", "producer.acks", "consumer.isolation.level", "bootstrap.servers"})
    void settings_thatGuaranteesRestOn_areRefused(String key) {
        assertThatThrownBy(() -> new KafkaConnection("h:1", Map.of(key, "1")))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("kafka." + key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host", "host:", "host:0", "host:65536", "http://host:9092", "a:1,,b:2", "a b:1"})
    void bootstrap_notHostAndPort_isRefused(String bootstrap) {
        assertThatThrownBy(() -> KafkaConnection.to(bootstrap))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("HOST:PORT");
    }

    @Test
    void toString_secret_isNotShown() {
        KafkaConnection c = new KafkaConnection("h:1", Map.of("sasl.jaas.config", "password=hunter2"));
        assertThat(c.toString()).contains("sasl.jaas.config").doesNotContain("hunter2");
    }

    @Test
    void open_unresolvableHost_isBadInput() {
        assertThatThrownBy(() -> KafkaConnection.to("no-such-host.invalid:9092").openAdmin())
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("no-such-host.invalid");
    }
}
