/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.survival;

import io.github.koopwatch.agent.FreePorts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Processes that belong together: one that does everything, or a broker with a door, workers and a read model beside it. */
final class Installation implements AutoCloseable {
    /** How the roles are spread over processes. */
    enum Shape {
        ONE,
        MANY
    }

    static final String SERVICE = "service";
    static final String BROKER = "broker";
    static final String DOOR = "ingest";
    static final String PAGE = "ui";
    static final int WORKERS = 3;
    private static final String LOOPBACK = "127.0.0.1";

    private final Shape shape;
    private final Path directory;
    private final String host;
    private final List<String> java;
    private final Map<String, Member> members = new LinkedHashMap<>();
    private final int kafka = FreePorts.next();
    private final int grpc = FreePorts.next();
    private final int http = FreePorts.next();

    private Installation(Shape shape, Path directory, String host, List<String> java) {
        this.shape = shape;
        this.directory = directory;
        this.host = host;
        this.java = java;
    }

    static Installation of(Shape shape, Path directory) {
        return of(shape, directory, List.of());
    }

    /** @param java options of every process's JVM */
    static Installation of(Shape shape, Path directory, List<String> java) {
        return of(new Installation(shape, directory, LOOPBACK, java), List.of());
    }

    /** Several processes that all listen on one address, the last worker with words in front of its command. */
    static Installation apart(Path directory, String host, List<String> beforeLast) {
        return of(new Installation(Shape.MANY, directory, host, List.of()), beforeLast);
    }

    private static Installation of(Installation made, List<String> beforeLast) {
        if (made.shape == Shape.ONE) {
            made.add(SERVICE, "--kafka-port=" + made.kafka, "--grpc-port=" + made.grpc, "--http-port=" + made.http);
        } else {
            made.add(BROKER, "--roles=broker", "--kafka-port=" + made.kafka, "--http-port=0");
            made.add(DOOR, "--roles=ingest", "--kafka=" + made.kafka(), "--grpc-port=" + made.grpc, "--http-port=0");
            for (int i = 1; i <= WORKERS; i++) {
                made.addWorker(i, i == WORKERS ? beforeLast : List.of());
            }
            made.add(PAGE, "--roles=ui", "--kafka=" + made.kafka(), "--http-port=" + made.http);
        }
        return made;
    }

    private void add(String name, String... options) {
        add(name, List.of(), options);
    }

    private Member add(String name, List<String> before, String... options) {
        List<String> all = new ArrayList<>(List.of("--bind=" + host, "--partitions=4"));
        if (!host.equals(LOOPBACK)) {
            all.add("--allow-insecure-bind");
        }
        all.addAll(List.of(options)); // of an option that is given twice the last one counts
        Member member = new Member(name, directory.resolve(name), before, java, all);
        members.put(name, member);
        return member;
    }

    /** One more worker, not started yet. */
    Member addWorker(int number, List<String> before) {
        String bind = before.isEmpty() ? host : LOOPBACK;
        return add(
                "worker-" + number, before, "--roles=streams", "--kafka=" + kafka(), "--http-port=0", "--bind=" + bind);
    }

    void remove(Member member) {
        members.remove(member.name());
    }

    /** Starts every process, the broker first, and waits until all are ready. */
    void start() {
        if (shape == Shape.MANY) {
            member(BROKER).start();
            member(BROKER).awaitReady();
        }
        members.values().stream().filter(m -> !m.isAlive()).forEach(Member::start);
        members.values().forEach(Member::awaitReady);
    }

    Shape shape() {
        return shape;
    }

    Path directory() {
        return directory;
    }

    Member member(String name) {
        return Objects.requireNonNull(members.get(name), name);
    }

    List<Member> members() {
        return List.copyOf(members.values());
    }

    List<Member> workers() {
        return members.values().stream()
                .filter(m -> m.name().startsWith("worker"))
                .toList();
    }

    /** The process that holds the log. */
    Member broker() {
        return member(shape == Shape.ONE ? SERVICE : BROKER);
    }

    String kafka() {
        return host + ":" + kafka;
    }

    String grpc() {
        return host + ":" + grpc;
    }

    String http() {
        return host + ":" + http;
    }

    @Override
    public void close() {
        members.values().forEach(Member::close);
    }
}
