package dev.vivarium.operator.alerting;

/** The templates of labels and annotations. */
enum Templating {
    PROMETHEUS {
        @Override
        String label(String name) {
            return "{{ $labels." + name + " }}";
        }

        @Override
        String value(ThresholdUnit unit) {
            return unit.template("$value");
        }

        @Override
        String limit(AlertDefinition definition) {
            return Thresholds.template(definition);
        }
    },
    /**
     * Grafana's {@code $value} is a text about all queries, and it cannot query from a template: the limit is a query of the rule's. Written without dollar
     * signs, which Grafana would take for variables in some parts of provisioning files and not in others.
     */
    GRAFANA {
        @Override
        String label(String name) {
            return "{{ .Labels." + name + " }}";
        }

        @Override
        String value(ThresholdUnit unit) {
            return unit.template(".Values." + GrafanaAlert.VALUE + ".Value");
        }

        @Override
        String limit(AlertDefinition definition) {
            return definition.unit().template(".Values." + GrafanaAlert.LIMIT + ".Value");
        }
    };

    /** A label of the series that the alert is about. */
    abstract String label(String name);

    /** What was measured, with its unit. */
    abstract String value(ThresholdUnit unit);

    /** The limit of the agent that the alert is about, with its unit. */
    abstract String limit(AlertDefinition definition);
}
