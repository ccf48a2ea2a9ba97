/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.kafka.KafkaConnection;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;

/**
 * A configuration file is the same options, written down: it is put before the options of the command line, where the
 * last one wins and an unknown one is refused.
 */
final class ConfigFile {
    static final String OPTION = "--config";

    // They understand a service's file, of which most options are not theirs.
    private static final Set<String> READING_IT_THEMSELVES = Set.of("tail", "doctor");

    private ConfigFile() {}

    /** The arguments with the options of a named configuration file before the others. */
    static String[] expand(String[] args) {
        if (args.length > 0 && READING_IT_THEMSELVES.contains(args[0])) {
            return args;
        }
        for (int i = 1; i < args.length; i++) {
            if (args[i].startsWith(OPTION + "=")) {
                return with(args, args[i].substring(OPTION.length() + 1));
            }
            if (args[i].equals(OPTION) && i + 1 < args.length) {
                return with(args, args[i + 1]);
            }
        }
        return args;
    }

    private static String[] with(String[] args, String file) {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(Path.of(file))) {
            properties.load(in);
        } catch (IOException | IllegalArgumentException e) {
            throw new BadInput("config: expected a properties file that can be read, got " + file, e);
        }
        List<String> all = new ArrayList<>(List.of(args[0]));
        properties.stringPropertyNames().stream().sorted().forEach(key -> all.add(option(key, properties)));
        all.addAll(List.of(args).subList(1, args.length));
        return all.toArray(String[]::new);
    }

    private static String option(String key, Properties properties) {
        String value = properties.getProperty(key);
        return key.startsWith(KafkaConnection.PREFIX) ? "--set=" + key + "=" + value : "--" + key + "=" + value;
    }
}
