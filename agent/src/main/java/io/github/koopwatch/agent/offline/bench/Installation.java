/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import io.github.koopwatch.agent.Endpoints;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The product as processes: one that does everything, or one for each role, so that what each costs can be told. */
public final class Installation implements AutoCloseable {
    private static final String ALL = "all";
    private static final String BROKER = "broker";
    private static final String DOOR = "ingest";
    private static final String WORKER = "streams";
    private static final String PAGE = "ui";

    private final Path folder;
    private final Map<String, ServiceProcess> processes = new LinkedHashMap<>();

    private Installation(Path folder) {
        this.folder = folder;
    }

    /** One process, ready. */
    public static Installation together(Path folder) throws IOException {
        return new Installation(folder).with(ALL, List.of());
    }

    /** Broker, door, a worker, and what pages and scrapes are answered from, ready. */
    public static Installation apart(Path folder) throws IOException {
        Installation made = broker(folder);
        for (String role : List.of(WORKER, DOOR, PAGE)) {
            made.with(role, made.role(role));
        }
        return made;
    }

    /** A broker and so many workers, ready. */
    static Installation broker(Path folder) throws IOException {
        return new Installation(folder).with(BROKER, List.of("--roles=broker"));
    }

    /** One more worker, ready. */
    ServiceProcess worker(int number) throws IOException {
        return start(WORKER + "-" + number, role(WORKER));
    }

    private List<String> role(String role) {
        return List.of("--roles=" + role, "--kafka=" + kafka());
    }

    private Installation with(String name, List<String> options) throws IOException {
        try {
            start(name, options);
            return this;
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private ServiceProcess start(String name, List<String> options) throws IOException {
        Path its = folder.resolve(name);
        if (!its.toFile().mkdirs()) {
            throw new IOException("cannot create " + its);
        }
        ServiceProcess process = ServiceProcess.start(its, options);
        processes.put(name, process);
        return process;
    }

    /** By role, or by role and number. */
    Map<String, ServiceProcess> processes() {
        return processes;
    }

    /** All that were started, killed ones too. */
    List<ServiceProcess> workers() {
        return processes.entrySet().stream()
                .filter(process -> process.getKey().startsWith(WORKER))
                .map(Map.Entry::getValue)
                .toList();
    }

    ServiceProcess broker() {
        return its(BROKER);
    }

    String grpc() {
        return its(DOOR).endpoints().grpc();
    }

    String http() {
        return its(PAGE).endpoints().http();
    }

    Endpoints worker() {
        return its(WORKER).endpoints();
    }

    String kafka() {
        return its(BROKER).endpoints().kafka();
    }

    private ServiceProcess its(String role) {
        return Objects.requireNonNull(processes.getOrDefault(ALL, processes.get(role)), role);
    }

    @Override
    public void close() {
        List<ServiceProcess> all = new ArrayList<>(processes.values());
        for (int i = all.size() - 1; i >= 0; i--) {
            all.get(i).close();
        }
    }
}
