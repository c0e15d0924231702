package dev.vivarium.operator;

import dev.vivarium.operator.cli.RenderCommand;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import picocli.CommandLine;

/** Runs the operator, or, when a command is given, works on manifests without starting it. */
@QuarkusMain
public final class Main {
    private Main() {}

    public static void main(String... arguments) {
        if (arguments.length == 0) {
            Quarkus.run();
        } else {
            System.exit(new CommandLine(new RenderCommand(() -> System.in)).execute(arguments));
        }
    }
}
