package dev.vivarium.demo;

import dev.vivarium.demo.cli.K3sLoadCommand;
import dev.vivarium.demo.cli.K3sUpCommand;
import dev.vivarium.demo.cli.LoadCommand;
import dev.vivarium.demo.cli.MakeBrokerCredentialsCommand;
import dev.vivarium.demo.cli.ReceiveWebhooksCommand;
import dev.vivarium.demo.cli.ReportCommand;
import dev.vivarium.demo.cli.RunCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The demo's command line. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Loads the example ecosystem, reads every figure back and prints it.",
        subcommands = {
            RunCommand.class,
            LoadCommand.class,
            ReportCommand.class,
            ReceiveWebhooksCommand.class,
            MakeBrokerCredentialsCommand.class,
            K3sUpCommand.class,
            K3sLoadCommand.class
        })
public final class DemoCommand {
    private DemoCommand() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new DemoCommand()).setExecutionExceptionHandler((failure, command, parsed) -> {
            var message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
            command.getErr().println("demo: " + message);
            if (System.getenv("DEMO_STACK_TRACE") != null) {
                failure.printStackTrace(command.getErr());
            }
            return 1;
        });
    }
}
