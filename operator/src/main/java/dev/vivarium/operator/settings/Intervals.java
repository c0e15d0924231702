package dev.vivarium.operator.settings;

import java.time.Duration;

/**
 * How long the operator waits between two looks at what tells nobody when it changes, and for what may be about to come.
 *
 * @param arrival how long after its creation a resource is left alone while something that it refers to is missing. The time of creation has no fractions of
 *     seconds, so that it may be up to a second less
 * @param optionalKinds between two looks at which kinds of other operators the API server serves
 * @param notNow before children are applied again that could not be just now, since one of them is still going, say
 * @param refused before children are applied again that were refused or whose name is taken: nothing tells the operator when somebody deletes an object of theirs
 *     that was in the way, or grants a permission
 * @param refusedStack the same for the children of a stack, without which many are blind
 * @param readiness between two questions to a pod that runs and is not ready
 * @param demand between two looks at the queue and the pods of a SubAgent on demand
 * @param brokerRest how long a broker that has failed is not asked again, so that many queues of one that does not answer do not wait for it one after the other
 * @param toolsAfterSuccess before an MCP server that answered is asked for its tools again
 * @param toolsAfterFailure the same for one that did not
 * @param observed between two rounds of questions to the Prometheus of a stack
 * @param unsettled the same while it has not loaded the rules that it should
 * @param changed before the first round after what is asked has changed, so that many changes in a row make one round
 * @param retirement how long the file that deletes the rules of a stack from a Grafana is there before the stack goes. A sidecar that watches, as that of the chart
 *     does, sees a change at once; it writes a file, and Grafana reads it
 */
public record Intervals(
        Duration arrival,
        Duration optionalKinds,
        Duration notNow,
        Duration refused,
        Duration refusedStack,
        Duration readiness,
        Duration demand,
        Duration brokerRest,
        Duration toolsAfterSuccess,
        Duration toolsAfterFailure,
        Duration observed,
        Duration unsettled,
        Duration changed,
        Duration retirement) {
    public static final Intervals DEFAULT = new Intervals(
            Duration.ofSeconds(3),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(15),
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            Duration.ofMinutes(10),
            Duration.ofSeconds(20),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofSeconds(20));
}
