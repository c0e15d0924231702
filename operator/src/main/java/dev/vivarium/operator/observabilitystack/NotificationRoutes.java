package dev.vivarium.operator.observabilitystack;

import dev.vivarium.agent.contract.GoDuration;
import dev.vivarium.api.v1alpha1.NotificationsSpec;
import dev.vivarium.api.v1alpha1.RouteSpec;
import dev.vivarium.api.v1alpha1.Severity;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The routing of a stack's alerts, before it takes the form of whatever routes them. */
final class NotificationRoutes {
    /** Labels that two alerts about the same thing have in common. */
    static final List<String> SAME_SUBJECT = List.of("alertname", "namespace", "kind", "agent");

    private static final List<String> WEEK =
            List.of("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday");

    private static final Pattern META = Pattern.compile("[\\\\.\\[\\]{}()*+?^$|]");

    private NotificationRoutes() {}

    /** A condition on a label. @param regex whether the value is a regular expression */
    record Match(String label, String value, boolean regex) {
        static Match is(String label, String value) {
            return new Match(label, value, false);
        }
    }

    /**
     * A route; what is absent is as in the route above it.
     *
     * @param matches all of which an alert must meet
     */
    record Route(
            String receiver,
            List<Match> matches,
            List<String> groupBy,
            Optional<String> groupWait,
            Optional<String> groupInterval,
            Optional<String> repeatInterval,
            List<String> muteTimes,
            boolean goOn) {
        Route {
            matches = List.copyOf(matches);
            groupBy = List.copyOf(groupBy);
            muteTimes = List.copyOf(muteTimes);
        }
    }

    /** The route that everything takes first; there must be a contact point. */
    static Route root(NotificationsSpec spec, String receiver) {
        return new Route(
                receiver,
                List.of(),
                spec.groupBy(),
                Optional.of(duration(spec.groupWait())),
                Optional.of(duration(spec.groupInterval())),
                Optional.of(duration(spec.repeatInterval())),
                List.of(),
                false);
    }

    /** The routes below it, in order: those of test alerts, which nothing mutes, and those of the spec. */
    static List<Route> children(NotificationsSpec spec) {
        var routes = new ArrayList<Route>();
        spec.contactPoints()
                .forEach(point -> routes.add(new Route(
                        point.name(),
                        TestAlert.matching(point.name()).entrySet().stream()
                                .map(label -> Match.is(label.getKey(), label.getValue()))
                                .toList(),
                        List.of("..."),
                        Optional.of("0s"),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        false)));
        routes.addAll(routes(spec));
        return List.copyOf(routes);
    }

    /**
     * The routes of the spec, in order.
     *
     * @throws InvalidNotificationsException when a mute time means nothing
     */
    static List<Route> routes(NotificationsSpec spec) {
        checkMuteTimes(spec);
        return spec.routes().stream().map(NotificationRoutes::of).toList();
    }

    /** What a warning must have for a critical alert about the same thing to keep it from being told. */
    static Match severity(Severity severity) {
        return Match.is("severity", severity.label());
    }

    private static Route of(RouteSpec spec) {
        var matches = new ArrayList<Match>();
        if (spec.severity() != null) {
            matches.add(severity(spec.severity()));
        }
        if (spec.kind() != null) {
            matches.add(Match.is("kind", spec.kind().label()));
        }
        if (spec.namespaces().size() == 1) {
            matches.add(Match.is("namespace", spec.namespaces().getFirst()));
        } else if (!spec.namespaces().isEmpty()) {
            matches.add(new Match(
                    "namespace",
                    spec.namespaces().stream()
                            .map(namespace -> META.matcher(namespace).replaceAll("\\\\$0"))
                            .collect(Collectors.joining("|")),
                    true));
        }
        new TreeMap<>(spec.matchLabels()).forEach((name, value) -> matches.add(Match.is(name, value)));
        return new Route(
                spec.contactPoint(),
                matches,
                spec.groupBy(),
                Optional.ofNullable(spec.groupWait()).map(NotificationRoutes::duration),
                Optional.ofNullable(spec.groupInterval()).map(NotificationRoutes::duration),
                Optional.ofNullable(spec.repeatInterval()).map(NotificationRoutes::duration),
                spec.muteTimes(),
                spec.continueMatching());
    }

    /** Alertmanager knows no fractions. */
    private static String duration(String text) {
        return GoDuration.format(GoDuration.parse(text));
    }

    private static void checkMuteTimes(NotificationsSpec spec) {
        for (var time : spec.muteTimes()) {
            if (!ZoneId.getAvailableZoneIds().contains(time.timeZone())) {
                throw new InvalidNotificationsException(
                        "spec.notifications.muteTimes: " + time.name() + " has the time zone " + time.timeZone()
                                + ", which is not in the IANA database; write for example Europe/Vienna");
            }
            for (var range : time.weekdays()) {
                var days = range.split(":");
                if (days.length > 1 && WEEK.indexOf(days[0]) > WEEK.indexOf(days[1])) {
                    throw new InvalidNotificationsException("spec.notifications.muteTimes: " + time.name()
                            + " has the weekdays " + range + ", which go over the end of the week: write "
                            + days[0] + ":saturday and sunday:" + days[1]);
                }
            }
        }
    }
}
