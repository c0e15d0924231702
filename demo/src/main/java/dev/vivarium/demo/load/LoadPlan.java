package dev.vivarium.demo.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the demo asks the agent: messages that need each of its tools, its sub-agent, several of them, or none. */
public final class LoadPlan {
    private static final List<String> TOPICS = List.of(
            "queue depth",
            "token prices",
            "cold starts",
            "prompt caching",
            "back pressure",
            "dead letters",
            "trace sampling",
            "alert fatigue");

    /** Turns of one conversation: enough that memory matters, few enough that conversations run side by side. */
    private static final int TURNS_PER_CONVERSATION = 4;

    private LoadPlan() {}

    /**
     * Makes the turns; the same arguments give the same turns.
     *
     * @param run makes the identifiers of this run differ from those of every other
     * @param overBus number of turns over the bus
     * @param overHttp number of turns over HTTP, of which every third is streamed
     */
    public static List<Turn> turns(String run, int overBus, int overHttp) {
        var turns = new ArrayList<Turn>();
        for (var i = 0; i < overBus; i++) {
            turns.add(turn(run, Channel.BUS, i));
        }
        for (var i = 0; i < overHttp; i++) {
            turns.add(turn(run, i % 3 == 2 ? Channel.SSE : Channel.HTTP, i));
        }
        return turns;
    }

    private static Turn turn(String run, Channel channel, int index) {
        var way = channel == Channel.BUS ? "bus" : "http";
        var message = message(index);
        return new Turn(
                channel,
                "%s-%s-%d".formatted(run, way, index),
                "%s-%s-conversation-%d".formatted(run, way, index / TURNS_PER_CONVERSATION),
                message.text(),
                message.expected());
    }

    private record Message(String text, Optional<String> expected) {
        static Message of(String text) {
            return new Message(text, Optional.empty());
        }

        static Message of(String text, String expected) {
            return new Message(text, Optional.of(expected));
        }
    }

    private static Message message(int index) {
        var topic = TOPICS.get(index % TOPICS.size());
        var number = index + 2;
        return switch (index % 7) {
            case 0 -> Message.of("How much is (%d + 8) * 4?".formatted(number), String.valueOf((number + 8) * 4));
            case 1 -> Message.of("Remember: %s came up in the review.".formatted(topic), topic);
            case 2 -> Message.of("Please research %s for me.".formatted(topic));
            case 3 -> Message.of("Which time is it now?", "UTC");
            case 4 -> Message.of("Hello, which of you knows about %s?".formatted(topic));
            case 5 -> Message.of("Show me the notes of the team.");
            default ->
                Message.of(
                        "Research %s and tell me how much %d * 12 is.".formatted(topic, number),
                        String.valueOf(number * 12));
        };
    }
}
