package dev.vivarium.operator.alerting;

import static dev.vivarium.operator.alerting.Promql.AGENT;
import static dev.vivarium.operator.alerting.Promql.indent;

import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * An alert for all agents that give it the same severity and duration, before it takes the form of whatever evaluates it.
 *
 * @param likeStack whether it is the one for agents that leave severity and duration to the stack
 * @param signal what is compared
 * @param limits what it is compared with, by agent
 */
record AlertCondition(
        AlertDefinition definition, AlertSetting setting, boolean likeStack, String signal, String limits) {
    /** One for each severity and duration, however many agents there are. */
    static List<AlertCondition> of(AlertDefinition definition, AlertingInput input, Timing timing) {
        var stack = definition.setting(input.defaults());
        var settings = new TreeSet<>(
                Comparator.comparing(AlertSetting::severity).reversed().thenComparing(AlertSetting::holdFor));
        if (stack.enabled()) {
            settings.add(stack);
        }
        input.targets().stream()
                .map(target -> definition.setting(target.overrides(), input.defaults()))
                .filter(AlertSetting::enabled)
                .forEach(settings::add);
        return settings.stream()
                .map(setting -> new AlertCondition(
                        definition,
                        setting,
                        setting.firesLike(stack),
                        definition.signal(new Signals(timing)),
                        Thresholds.matching(definition, setting, stack)))
                .toList();
    }

    /** Gives the value of each agent that is above its limit. */
    String expression() {
        return "(\n" + indent(signal) + "\n)\n> on (" + AGENT + ") group_left ()\n(\n" + indent(limits) + "\n)";
    }
}
