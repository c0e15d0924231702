package dev.vivarium.agent.runtime.turn;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.BusNames;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.context.Context;

/** Baggage that tells the agents down the line who began and who is their parent. */
final class Lineage {
    static final String ROOT = "vivarium.root_agent";
    static final String PARENT = "vivarium.parent_agent";

    private final String self;

    Lineage(AgentConfiguration configuration) {
        self = BusNames.routingKey(configuration.namespace(), configuration.kind(), configuration.name());
    }

    /** The context for everything that a turn does: this agent is the parent, and the root if nobody is. */
    Context extend(Context context) {
        var baggage = Baggage.fromContext(context);
        var extended = baggage.toBuilder().put(PARENT, self);
        if (baggage.getEntryValue(ROOT) == null) {
            extended.put(ROOT, self);
        }
        return context.with(extended.build());
    }
}
