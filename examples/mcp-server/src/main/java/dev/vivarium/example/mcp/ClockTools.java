package dev.vivarium.example.mcp;

import io.quarkiverse.mcp.server.Tool;
import io.quarkiverse.mcp.server.ToolArg;
import io.quarkiverse.mcp.server.ToolCallException;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** The time of day. */
@Singleton
public class ClockTools {
    static final String CURRENT_TIME = "current_time";

    private final Clock clock;

    public ClockTools(Clock clock) {
        this.clock = clock;
    }

    @Tool(
            name = CURRENT_TIME,
            description = "Tells the current date and time in a time zone.",
            annotations = @Tool.Annotations(title = "Current time", readOnlyHint = true, openWorldHint = false))
    String currentTime(
            @ToolArg(
                            description = "Time zone such as Europe/Berlin, UTC or +02:00; UTC when absent",
                            required = false,
                            defaultValue = "UTC")
                    String zone) {
        try {
            var now = ZonedDateTime.now(clock.withZone(ZoneId.of(zone.strip()))).truncatedTo(ChronoUnit.SECONDS);
            return DateTimeFormatter.ISO_ZONED_DATE_TIME.format(now);
        } catch (DateTimeException e) {
            throw new ToolCallException("'%s' is not a time zone such as Europe/Berlin, UTC or +02:00".formatted(zone));
        }
    }
}
