package dev.vivarium.operator.observabilitystack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A program of the testbed. */
public record Program(Path executable, Path scratch) {
    private static final Path TESTBED = Path.of(System.getProperty("vivarium.root"), "testbed", "bin", "testbed");

    /** What a run of a program came to. */
    public record Result(int exitCode, String output) {}

    public static Program find(String name, Path scratch) throws IOException, InterruptedException {
        return located(scratch, "which", name);
    }

    /** A Python that has what the examples need. */
    static Program python(Path scratch) throws IOException, InterruptedException {
        return located(scratch, "python");
    }

    private static Program located(Path scratch, String... question) throws IOException, InterruptedException {
        // Only the path is on its standard output; it tells of building elsewhere.
        var path = Files.createTempFile(scratch, "program", ".path");
        var command = new ArrayList<>(List.of(TESTBED.toString()));
        command.addAll(List.of(question));
        var exitCode = new ProcessBuilder(command)
                .redirectOutput(path.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start()
                .waitFor();
        assertThat(exitCode).as("testbed " + String.join(" ", question)).isZero();
        return new Program(Path.of(Files.readString(path).strip()), scratch);
    }

    public Result run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        var output = Files.createTempFile(scratch, "output", ".txt");
        var exitCode = start(environment, output, arguments).waitFor();
        return new Result(exitCode, Files.readString(output));
    }

    public Process start(Map<String, String> environment, Path output, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(executable.toString());
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }
}
