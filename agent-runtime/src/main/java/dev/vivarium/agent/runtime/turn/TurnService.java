package dev.vivarium.agent.runtime.turn;

import dev.vivarium.agent.contract.TurnErrorType;
import dev.vivarium.agent.contract.TurnReply;
import dev.vivarium.agent.contract.TurnRequest;

/** Takes turns, whichever way they come in: the one place where a turn is counted, timed and bounded. */
public interface TurnService {
    /**
     * Handles one turn on the calling thread, which should be a virtual one, and returns its final reply. Never throws: a failure is a reply with an error.
     * Turns of one conversation wait for each other; how many may run at a time is for {@link TurnPlaces} to say, whose place the caller takes and gives back.
     */
    TurnReply handle(TurnRequest request, TurnContext context, TurnListener listener);

    /**
     * Refuses a turn that its caller cannot let in, and counts it.
     *
     * @param request may lack its ids
     */
    TurnReply refuse(TurnRequest request, TurnErrorType type, String message);
}
