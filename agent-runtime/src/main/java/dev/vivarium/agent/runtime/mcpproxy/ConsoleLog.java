package dev.vivarium.agent.runtime.mcpproxy;

import io.quarkus.bootstrap.logging.InitialConfigurator;
import java.util.logging.Handler;
import java.util.logging.Level;
import org.jboss.logmanager.formatters.JsonFormatter;
import org.jboss.logmanager.handlers.ConsoleHandler;

/** The log without Quarkus: a JSON object a line on the standard output, as that of agents. */
final class ConsoleLog {
    private ConsoleLog() {}

    /** Begins to write, what was logged before included. */
    static void start() {
        var handler = new ConsoleHandler(ConsoleHandler.Target.SYSTEM_OUT, new JsonFormatter());
        handler.setLevel(Level.INFO);
        InitialConfigurator.DELAYED_HANDLER.setHandlers(new Handler[] {handler});
    }
}
