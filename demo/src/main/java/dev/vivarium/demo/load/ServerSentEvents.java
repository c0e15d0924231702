package dev.vivarium.demo.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Optional;

/** Reads a stream of server-sent events, as the HTML standard defines them. */
public final class ServerSentEvents {
    private static final String DEFAULT_NAME = "message";

    private final BufferedReader lines;

    public ServerSentEvents(BufferedReader lines) {
        this.lines = lines;
    }

    /** @param data the data lines, joined by line feeds */
    public record Event(String name, String data) {}

    /**
     * Waits for the next event that has data.
     *
     * @return empty at the end of the stream; an event that the stream breaks off is dropped
     */
    public Optional<Event> next() throws IOException {
        var name = DEFAULT_NAME;
        var data = new ArrayList<String>();
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                if (!data.isEmpty()) {
                    return Optional.of(new Event(name, String.join("\n", data)));
                }
                name = DEFAULT_NAME;
                continue;
            }
            var colon = line.indexOf(':');
            var field = colon < 0 ? line : line.substring(0, colon);
            var value = colon < 0 ? "" : line.substring(colon + 1);
            value = value.startsWith(" ") ? value.substring(1) : value;
            if (field.equals("event")) {
                name = value;
            } else if (field.equals("data")) {
                data.add(value);
            }
        }
        return Optional.empty();
    }
}
