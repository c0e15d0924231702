package dev.vivarium.operator.alerting;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Prometheus' own tool, from the testbed, which builds it when it is not there yet. */
public final class Promtool {
    private final Path binary;

    public Promtool() {
        var testbed = CommittedFiles.ROOT.resolve("testbed/bin/testbed").toString();
        var answer = run(List.of(testbed, "which", "promtool"), ProcessBuilder.Redirect.INHERIT);
        if (answer.exitCode() != 0) {
            throw new IllegalStateException("the testbed has no promtool: " + answer.output());
        }
        binary = Path.of(answer.output().strip());
    }

    /** What a command printed, errors included, and its exit code. */
    public record Answer(int exitCode, String output) {}

    public Answer run(String... arguments) {
        var command = new ArrayList<>(List.of(binary.toString()));
        command.addAll(List.of(arguments));
        return run(command, null);
    }

    private static Answer run(List<String> command, ProcessBuilder.Redirect errors) {
        var builder = new ProcessBuilder(command);
        if (errors == null) {
            builder.redirectErrorStream(true);
        } else {
            builder.redirectError(errors);
        }
        try {
            var process = builder.start();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(String.join(" ", command), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + command.getFirst(), e);
        }
    }
}
