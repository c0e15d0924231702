package dev.vivarium.operator.observabilitystack;

import static dev.vivarium.operator.observabilitystack.ConfigYaml.map;

import java.util.Map;

/** What notifications say, as templates of Alertmanager. Whatever tells it: what happened, to which agent, and where to look on. */
final class NotificationTexts {
    static final String TITLE =
            "[{{ .Status | toUpper }}{{ if eq .Status \"firing\" }}:{{ .Alerts.Firing | len }}{{ end }}] {{ .CommonLabels.alertname }}";

    static final String SUMMARY =
            "{{ with .CommonAnnotations.summary }}{{ . }}{{ else }}{{ .CommonLabels.alertname }} ({{ .Alerts | len }}) {{ .CommonLabels.namespace }}{{ end }}";

    static final String SLACK_TEXT =
            "{{ range .Alerts }}*{{ .Labels.severity }}* {{ .Annotations.summary }}\n{{ .Annotations.description }}\n{{ with .Annotations.dashboard_url }}<{{ . }}|Dashboard> {{ end }}{{ with .Annotations.runbook_url }}<{{ . }}|Runbook>{{ end }}\n{{ end }}";

    static final String SLACK_COLOR =
            "{{ if eq .Status \"resolved\" }}good{{ else if eq .CommonLabels.severity \"critical\" }}danger{{ else }}warning{{ end }}";

    static final String TITLE_LINK = "{{ .CommonAnnotations.dashboard_url }}";

    static final String PAGERDUTY_SEVERITY =
            "{{ if eq .CommonLabels.severity \"critical\" }}critical{{ else }}warning{{ end }}";

    private NotificationTexts() {}

    /** What an incident shows besides, by name. */
    static Map<String, Object> pagerDutyDetails() {
        return map(
                "description",
                "{{ .CommonAnnotations.description }}",
                "dashboard",
                "{{ .CommonAnnotations.dashboard_url }}",
                "runbook",
                "{{ .CommonAnnotations.runbook_url }}");
    }
}
