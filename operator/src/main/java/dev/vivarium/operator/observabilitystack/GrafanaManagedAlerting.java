package dev.vivarium.operator.observabilitystack;

import dev.vivarium.api.v1alpha1.EmailSpec;
import dev.vivarium.api.v1alpha1.GrafanaMode;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.VolumeProjectionBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a managed Grafana that evaluates the rules has besides: the provisioning file, and the mail server of the stack's contact points. Its pod is replaced when one of
 * them changes, and begins with an empty database: there is nothing to delete from it. Thresholds are series of Prometheus, so a change of one changes nothing here.
 */
final class GrafanaManagedAlerting {
    static final String MAIL_DIRECTORY = "/etc/grafana/mail";
    private static final String FILE = "alerting.yaml";
    private static final String PASSWORD = "password";

    private final StackInput input;
    private final Optional<String> content;
    private final Optional<EmailSpec> mail;

    /** @throws InvalidNotificationsException when contact points need several mail servers, or routes mean nothing to Grafana */
    GrafanaManagedAlerting(StackInput input) {
        this.input = input;
        var used = input.grafanaEvaluates() && input.spec().grafana().mode() == GrafanaMode.MANAGED;
        this.content = used ? Optional.of(new GrafanaAlertingFile(input).render(List.of())) : Optional.empty();
        this.mail = used ? mail(input) : Optional.empty();
    }

    private static Optional<EmailSpec> mail(StackInput input) {
        var mails = input.spec().notifications().contactPoints().stream()
                .map(point -> point.email())
                .filter(Objects::nonNull)
                .toList();
        var servers = mails.stream()
                .map(email -> new EmailSpec(
                        List.of(),
                        email.from(),
                        email.smarthost(),
                        email.username(),
                        email.passwordSecretRef(),
                        email.requireTls()))
                .distinct()
                .toList();
        if (servers.size() > 1) {
            throw new InvalidNotificationsException(
                    "spec.notifications.contactPoints: a Grafana has one mail server; with spec.alerting.evaluator Grafana and "
                            + "spec.grafana.mode Managed all email contact points must have the same from, smarthost, username, passwordSecretRef and requireTls");
        }
        return servers.stream().findFirst();
    }

    /** Empty where Prometheus evaluates the rules. */
    Optional<Secret> secret() {
        return content.map(file -> new SecretBuilder()
                .withMetadata(new StackObjects(input).metadata(Component.GRAFANA, name()))
                .withType("Opaque")
                .withData(Map.of(FILE, Base64.getEncoder().encodeToString(file.getBytes(StandardCharsets.UTF_8))))
                .build());
    }

    /** The file within the directory of provisioning files; empty where Prometheus evaluates the rules. */
    Optional<VolumeProjection> file(String path) {
        return content.map(ignored -> new VolumeProjectionBuilder()
                .withNewSecret()
                .withName(name())
                .withItems(new KeyToPath(FILE, null, path))
                .endSecret()
                .build());
    }

    /** Changes with everything that Grafana reads once; empty where Prometheus evaluates the rules. */
    List<String> hashed() {
        var parts = new ArrayList<String>();
        content.ifPresent(file -> parts.add(ConfigHash.of(List.of(file))));
        mail.map(EmailSpec::passwordSecretRef)
                .ifPresent(reference -> parts.add(input.secrets().hash(List.of(reference))));
        return parts;
    }

    /** The mail server. */
    List<EnvVar> environment() {
        var variables = new ArrayList<EnvVar>();
        mail.ifPresent(email -> {
            variables.add(Pods.env("GF_SMTP_ENABLED", "true"));
            variables.add(Pods.env("GF_SMTP_HOST", email.smarthost()));
            variables.add(Pods.env("GF_SMTP_FROM_ADDRESS", email.from()));
            variables.add(Pods.env(
                    "GF_SMTP_STARTTLS_POLICY", email.requireTls() ? "MandatoryStartTLS" : "OpportunisticStartTLS"));
            if (email.username() != null) {
                variables.add(Pods.env("GF_SMTP_USER", email.username()));
            }
            if (email.passwordSecretRef() != null) {
                variables.add(Pods.env("GF_SMTP_PASSWORD__FILE", MAIL_DIRECTORY + "/" + PASSWORD));
            }
        });
        return variables;
    }

    /** The password of the mail server, for {@link #MAIL_DIRECTORY}; optional, so that Grafana runs while it is missing. */
    List<VolumeProjection> mailFiles() {
        return mail
                .map(EmailSpec::passwordSecretRef)
                .map(reference -> new VolumeProjectionBuilder()
                        .withNewSecret()
                        .withName(reference.name())
                        .withOptional(true)
                        .withItems(new KeyToPath(reference.key(), null, PASSWORD))
                        .endSecret()
                        .build())
                .stream()
                .toList();
    }

    private String name() {
        return Component.GRAFANA.childName(input.name()) + "-provisioning-alerting";
    }
}
