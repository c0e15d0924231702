package dev.vivarium.demo.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.demo.load.ServerSentEvents.Event;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerSentEventsTest {
    @Test
    void readsNamesAndData() throws IOException {
        assertThat(read("event: text\ndata: {\"text\":\"a\"}\n\nevent:reply\ndata:1\ndata:2\n\n"))
                .containsExactly(new Event("text", "{\"text\":\"a\"}"), new Event("reply", "1\n2"));
    }

    @Test
    void passesOverCommentsOtherFieldsAndEventsWithoutData() throws IOException {
        assertThat(read(": hello\nid: 7\nevent: empty\n\nretry: 10\ndata\n\n"))
                .containsExactly(new Event("message", ""));
    }

    @Test
    void dropsAnEventThatBreaksOff() throws IOException {
        assertThat(read("data: whole\n\ndata: half")).containsExactly(new Event("message", "whole"));
    }

    private static List<Event> read(String stream) throws IOException {
        var reader = new ServerSentEvents(new BufferedReader(new StringReader(stream)));
        var events = new ArrayList<Event>();
        for (var event = reader.next(); event.isPresent(); event = reader.next()) {
            events.add(event.get());
        }
        return events;
    }
}
