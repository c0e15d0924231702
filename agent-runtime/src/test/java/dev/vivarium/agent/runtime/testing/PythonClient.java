package dev.vivarium.agent.runtime.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs in {@code src/test/python}, run by a Python that has the clients from PyPI; a Python that cannot be had is a failure. */
public final class PythonClient {
    private PythonClient() {}

    /** Runs a program to its end, at most five minutes, and returns what it printed. */
    public static String run(String program, String... arguments) throws IOException, InterruptedException {
        return output(command(program, arguments));
    }

    /** The command that runs a program. */
    public static List<String> command(String program, String... arguments) throws IOException, InterruptedException {
        var root = Path.of(System.getProperty("vivarium.root"));
        var python = output(List.of(root.resolve("testbed/bin/testbed").toString(), "python"))
                .strip();
        var command = new ArrayList<>(List.of(
                python,
                root.resolve("agent-runtime/src/test/python").resolve(program).toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static String output(List<String> command) throws IOException, InterruptedException {
        var output = Files.createTempFile("python-client", ".out");
        try {
            var process = new ProcessBuilder(command)
                    .redirectOutput(output.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError(command + " has not ended after five minutes");
            }
            if (process.exitValue() != 0) {
                throw new AssertionError(command + " ended with " + process.exitValue() + ", its error is above");
            }
            return Files.readString(output);
        } finally {
            Files.delete(output);
        }
    }
}
