package dev.vivarium.operator.observabilitystack;

import dev.vivarium.operator.resolve.ChildNames;

/** A program that a stack runs. */
enum Component {
    COLLECTOR("collector", 10001),
    PROMETHEUS("prometheus", 65534),
    ALERTMANAGER("alertmanager", 65534),
    GRAFANA("grafana", 472);

    private final String label;
    private final long user;

    Component(String label, long user) {
        this.label = label;
        this.user = user;
    }

    /** Value of {@code app.kubernetes.io/name}, and name of the container. */
    String label() {
        return label;
    }

    /** The numeric user that the upstream image runs as; also the group that its volumes belong to. */
    long user() {
        return user;
    }

    /** Name of the children that belong to the program, in a stack of that name. */
    String childName(String stack) {
        return switch (this) {
            case COLLECTOR -> ChildNames.collector(stack);
            case PROMETHEUS -> ChildNames.prometheus(stack);
            case ALERTMANAGER -> ChildNames.alertmanager(stack);
            case GRAFANA -> ChildNames.grafana(stack);
        };
    }
}
