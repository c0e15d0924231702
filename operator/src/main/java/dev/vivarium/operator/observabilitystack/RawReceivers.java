package dev.vivarium.operator.observabilitystack;

import dev.vivarium.api.v1alpha1.ContactPoint;
import dev.vivarium.api.v1alpha1.PrometheusMode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Receivers that a stack has from Secrets. */
final class RawReceivers {
    private RawReceivers() {}

    /** In the form that the stack's Alertmanager takes; one without integrations while the Secret is missing or of no use, so that all others are told. */
    static RawReceiver of(StackInput input, ContactPoint point) {
        var form = input.spec().prometheus().mode() == PrometheusMode.PROMETHEUS_OPERATOR
                ? RawReceiver.Form.ALERTMANAGER_CONFIG
                : RawReceiver.Form.ALERTMANAGER;
        return input.secrets()
                .text(point.receiverSecretRef())
                .map(text -> RawReceiver.parse(text, form))
                .orElseGet(() -> new RawReceiver(Map.of(), ""));
    }

    static boolean any(StackInput input) {
        return points(input).findAny().isPresent();
    }

    /** What is wrong with those that are there. */
    static List<String> problems(StackInput input) {
        return points(input)
                .flatMap(point -> {
                    var problem = of(input, point).problem();
                    return problem.isEmpty()
                            ? Stream.empty()
                            : Stream.of("the receiver of contact point " + point.name() + " in Secret "
                                    + point.receiverSecretRef().name() + " " + problem);
                })
                .toList();
    }

    private static Stream<ContactPoint> points(StackInput input) {
        return input.spec().notifications().contactPoints().stream().filter(point -> point.receiverSecretRef() != null);
    }
}
