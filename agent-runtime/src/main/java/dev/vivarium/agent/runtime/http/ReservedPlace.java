package dev.vivarium.agent.runtime.http;

import dev.vivarium.agent.runtime.turn.TurnPlace;
import io.vertx.ext.web.RoutingContext;

/**
 * The place of a turn that begins only when its answer is asked for. When the client has gone by then nobody asks: the place is given back with the end of the request.
 */
final class ReservedPlace {
    private final TurnPlace place;
    private boolean begun;
    private boolean ended;

    ReservedPlace(TurnPlace place) {
        this.place = place;
    }

    static ReservedPlace of(TurnPlace place, RoutingContext request) {
        var reserved = new ReservedPlace(place);
        request.addEndHandler(ended -> reserved.requestEnded());
        if (request.response().closed()) {
            // It ended before anybody listened.
            reserved.requestEnded();
        }
        return reserved;
    }

    /** Whether the turn may begin; then the place has to be closed at its end. False when the request has ended, or when it has begun already. */
    synchronized boolean begin() {
        if (begun || ended) {
            return false;
        }
        begun = true;
        return true;
    }

    synchronized void requestEnded() {
        ended = true;
        if (!begun) {
            place.close();
        }
    }
}
