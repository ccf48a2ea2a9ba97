/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.science;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.offline.Progress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The Python that trains: the one that KOOPWATCH_PYTHON names, or an environment of its own that is made once, under
 * python/target, with what python/validation/science/requirements.txt pins.
 */
public final class Python {
    private static final String VARIABLE = "KOOPWATCH_PYTHON";
    private static final String NEEDED = "import numpy, google.protobuf";

    private final Path sources;
    private final String program;

    private Python(Path sources, String program) {
        this.sources = sources;
        this.program = program;
    }

    /** Throws BadInput in one sentence when there is none that will do. */
    public static Python find(Progress progress) {
        return of(sources(), System.getenv(VARIABLE), progress);
    }

    /** @param named a program; null: the environment of its own */
    static Python of(Path sources, @Nullable String named, Progress progress) {
        Python python = new Python(sources, named == null ? environment(sources, progress) : named);
        python.call(
                List.of("-c", NEEDED), Map.of(), line -> {}, VARIABLE + ": expected a Python with NumPy and protobuf");
        return python;
    }

    /**
     * Runs {@code python -m validation.MODULE}, on one thread. Its output lines {@code progress WHAT DONE ALL} are told.
     * Throws BadInput with its last line when it fails.
     */
    public void train(String module, List<String> arguments, Progress progress) {
        List<String> words = new ArrayList<>(List.of("-m", "validation." + module));
        words.addAll(arguments);
        Map<String, String> one = Map.of("OMP_NUM_THREADS", "1", "OPENBLAS_NUM_THREADS", "1", "MKL_NUM_THREADS", "1");
        call(words, one, line -> tell(line, progress), "validation." + module + ": expected it to train");
    }

    private static void tell(String line, Progress progress) {
        String[] words = line.split(" ");
        if (words.length == 4 && words[0].equals("progress")) {
            progress.at(words[1], Long.parseLong(words[2]), Long.parseLong(words[3]));
        }
    }

    private void call(List<String> words, Map<String, String> variables, Consumer<String> each, String expected) {
        run(sources, program, words, variables, each, expected);
    }

    /** python/ of the sources: beside the launcher, or above the folder that is worked in. */
    static Path sources() {
        Path from = Path.of(System.getProperty("koopwatch.home", "")).toAbsolutePath();
        for (Path folder = from; folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve("python/validation/science"))) {
                return folder.resolve("python");
            }
        }
        throw new BadInput("validate: expected the sources of the trainers, python/validation/science, in or above "
                + from + ", got none (run it from a checkout)");
    }

    private static String environment(Path sources, Progress progress) {
        Path folder = sources.resolve("target/venv-science");
        Path wanted = sources.resolve("validation/science/requirements.txt");
        Path installed = folder.resolve("requirements.txt");
        String program = folder.resolve("bin/python").toString();
        try {
            if (Files.exists(installed) && Files.mismatch(wanted, installed) < 0) {
                return program;
            }
            progress.at("making python/target/venv-science (once)", 0, 1);
            String expected = "python3: expected 3.10 or newer with venv (or name another in " + VARIABLE + ")";
            run(
                    sources,
                    "python3",
                    List.of("-m", "venv", "--clear", folder.toString()),
                    Map.of(),
                    line -> {},
                    expected);
            List<String> install = List.of(
                    "-m",
                    "pip",
                    "install",
                    "--quiet",
                    "--disable-pip-version-check",
                    "--requirement",
                    wanted.toString());
            run(sources, program, install, Map.of(), line -> {}, "pip: expected to install what " + wanted + " pins");
            Files.copy(wanted, installed);
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(
            Path folder,
            String program,
            List<String> words,
            Map<String, String> variables,
            Consumer<String> each,
            String expected) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(words);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(variables);
        builder.environment().put("PYTHONPATH", "src:.");
        try {
            Process process = builder.start();
            Thread end = new Thread(process::destroy);
            Runtime.getRuntime().addShutdownHook(end);
            String last = read(process, each);
            int exit = process.waitFor();
            Runtime.getRuntime().removeShutdownHook(end);
            if (exit != 0) {
                throw new BadInput(expected + ", got exit code " + exit + (last.isEmpty() ? "" : ": " + last));
            }
        } catch (IOException e) {
            throw new BadInput(expected + ", got " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BadInput(expected + ", got interrupted", e);
        }
    }

    /** The last line that is not empty. */
    private static String read(Process process, Consumer<String> each) throws IOException {
        String last = "";
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                each.accept(line);
                last = line.isBlank() ? last : line.strip();
            }
        }
        return last;
    }
}
