package dev.vivarium.agent.runtime.model;

import dev.vivarium.agent.contract.AgentConfiguration;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/** Chooses the model of each call: that of its tier, then the agent's model, then its fallbacks, until one answers. */
@Singleton
public class ModelRouter {
    private static final Logger LOG = Logger.getLogger(ModelRouter.class);

    /** After these another model would be asked in vain, or for what was refused on purpose. */
    private static final Set<ModelErrorType> FINAL =
            EnumSet.of(ModelErrorType.INVALID_REQUEST, ModelErrorType.CONTENT_FILTERED, ModelErrorType.CANCELLED);

    private final Map<Tier, List<GuardedModel>> routes = new EnumMap<>(Tier.class);

    @Inject
    public ModelRouter(AgentConfiguration configuration, ModelFactory factory) {
        var made = new LinkedHashMap<AgentConfiguration.Model, GuardedModel>();
        for (var tier : Tier.values()) {
            routes.put(
                    tier,
                    route(configuration, tier).stream()
                            .map(model -> made.computeIfAbsent(model, key -> factory.guarded(key, configuration)))
                            .toList());
        }
    }

    /** Shows the counters of every model before its first call, so that no increase is lost. */
    public void start() {
        routes.values().stream().flatMap(List::stream).distinct().forEach(GuardedModel::start);
    }

    /**
     * Makes a call in the current trace context. Each call of a provider's API that it takes is measured by itself, with the model that it went to; once
     * the listener has heard a piece of an answer no other is asked for.
     *
     * @throws ModelException what the last model failed with
     */
    public ModelReply call(Tier tier, ModelCall call, StreamListener listener) throws ModelException {
        var end = System.nanoTime() + call.timeout().toNanos();
        var told = new ToldListener(listener);
        var route = routes.get(tier);
        for (var i = 0; ; i++) {
            var model = route.get(i);
            try {
                return model.call(call.within(Duration.ofNanos(Math.max(0, end - System.nanoTime()))), told);
            } catch (ModelException e) {
                if (i + 1 == route.size()
                        || told.isTold()
                        || FINAL.contains(e.type())
                        || end - System.nanoTime() <= 0) {
                    throw e;
                }
                LOG.warnf(
                        "Model %s failed (%s: %s), %s takes its place",
                        model.name(),
                        e.type().value(),
                        e.getMessage(),
                        route.get(i + 1).name());
            }
        }
    }

    /** The models of a tier in the order in which they are tried. */
    static List<AgentConfiguration.Model> route(AgentConfiguration configuration, Tier tier) {
        var route = new ArrayList<AgentConfiguration.Model>();
        var tiers = configuration.tiers();
        if (tiers != null) {
            var own = switch (tier) {
                case LOW -> tiers.low();
                case BALANCED -> tiers.balanced();
                case HIGH -> tiers.high();
            };
            if (own != null) {
                route.add(own);
            }
        }
        route.add(configuration.model());
        route.addAll(configuration.model().fallbacks());
        return route.stream().distinct().toList();
    }
}
