package dev.vivarium.operator.observabilitystack;

import dev.vivarium.api.v1alpha1.GrafanaMode;
import dev.vivarium.api.v1alpha1.HeaderFrom;
import dev.vivarium.api.v1alpha1.Labels;
import dev.vivarium.api.v1alpha1.SecretKeyRef;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ConfigMapProjectionBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.VolumeProjectionBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Dashboards, data source and provisioning as ConfigMaps, and in mode Managed the Grafana that uses them.
 *
 * <p>A managed Grafana keeps nothing: its database is in an emptyDir, and everything that it shows comes from the custom resources. So the password of the
 * Secret is always the one in force. Whoever wants to make dashboards by hand runs a Grafana of their own and uses mode Sidecar.
 */
final class GrafanaChildren {
    private static final String PROVISIONING_DIRECTORY = "/etc/grafana/provisioning";
    private static final String DATA_DIRECTORY = "/var/lib/grafana";
    private static final String PASSWORD_DIRECTORY = "/etc/grafana/admin";
    private static final String HEADERS_DIRECTORY = "/etc/grafana/headers";
    private static final String DATA_SOURCES = "datasources.yaml";
    private static final String DASHBOARDS = "dashboards.yaml";
    private static final String NOTHING = "nothing.yaml";
    private static final String ALERTING_FILE = "alerting/vivarium.yaml";
    private static final String PASSWORD_KEY = "password";

    private final StackInput input;
    private final StackObjects objects;
    private final GrafanaProvisioning provisioning;
    private final DashboardConfigMaps dashboards;
    private final GrafanaManagedAlerting alerting;

    GrafanaChildren(StackInput input) {
        this.input = input;
        this.objects = new StackObjects(input);
        this.provisioning = new GrafanaProvisioning(input);
        this.dashboards = new DashboardConfigMaps(input);
        this.alerting = new GrafanaManagedAlerting(input);
    }

    /** @param newPassword makes a password where none was given and none was made before */
    List<HasMetadata> render(Supplier<String> newPassword) {
        var children = new ArrayList<HasMetadata>(
                switch (input.spec().grafana().mode()) {
                    case NONE -> List.<HasMetadata>of();
                    case SIDECAR -> sidecar();
                    case GRAFANA_OPERATOR -> new GrafanaOperatorChildren(input).render();
                    case MANAGED -> managed(newPassword);
                });
        new GrafanaSidecarAlerting(input).render().ifPresent(children::add);
        return children;
    }

    /** What the administrator's password comes from; the Secret of the generated one is not a reference of the spec. */
    static List<SecretKeyRef> secretRefs(StackInput input) {
        var spec = input.spec().grafana();
        return spec.mode() == GrafanaMode.MANAGED
                ? Optional.ofNullable(spec.adminPasswordSecretRef()).stream().toList()
                : List.of();
    }

    private List<HasMetadata> sidecar() {
        var children = new ArrayList<HasMetadata>(dashboards.render());
        children.add(provisioningMap(Map.of(DASHBOARDS, provisioning.dashboardProvider())));
        children.add(dataSource());
        return children;
    }

    /** A Secret where it holds values of headers: the sidecar of Grafana's Helm chart takes data sources from either. */
    private HasMetadata dataSource() {
        var name = Component.GRAFANA.childName(input.name()) + "-datasource";
        // The sidecar puts the files of all stacks into one directory.
        var file = input.namespace() + "." + input.name() + ".yaml";
        var metadata = new ObjectMetaBuilder(objects.metadata(Component.GRAFANA, name))
                .addToLabels(DashboardConfigMaps.DATA_SOURCE_LABEL, "1")
                .build();
        var headers = input.spec().prometheus().headersFrom();
        if (headers.isEmpty()) {
            return new ConfigMapBuilder()
                    .withMetadata(metadata)
                    .withData(Map.of(file, provisioning.dataSources(false, List.of())))
                    .build();
        }
        var values = headers.stream()
                .map(header -> input.secrets().text(header.secretKeyRef()).orElse(""))
                // A dollar sign would begin the name of a variable.
                .map(value -> value.replace("$", "$$"))
                .toList();
        return new SecretBuilder()
                .withMetadata(metadata)
                .withType("Opaque")
                .withData(Map.of(file, base64(provisioning.dataSources(false, values))))
                .build();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<HasMetadata> managed(Supplier<String> newPassword) {
        var children = new ArrayList<HasMetadata>(dashboards.render());
        var headers = input.spec().prometheus().headersFrom();
        var dataSources = provisioning.dataSources(
                true,
                IntStream.range(0, headers.size())
                        .mapToObj(i -> "$__file{" + HEADERS_DIRECTORY + "/" + i + "}")
                        .toList());
        var provider = provisioning.dashboardProvider();
        children.add(objects.serviceAccount(Component.GRAFANA));
        alerting.secret().ifPresent(children::add);
        children.add(provisioningMap(
                Map.of(DATA_SOURCES, dataSources, DASHBOARDS, provider, NOTHING, provisioning.nothing())));
        var reference = input.spec().grafana().adminPasswordSecretRef();
        String passwordHash;
        if (reference == null) {
            var generated = generatedPassword(newPassword);
            children.add(generated);
            reference = new SecretKeyRef(generated.getMetadata().getName(), PASSWORD_KEY);
            passwordHash = ConfigHash.of(List.of(generated.getData().get(PASSWORD_KEY)));
        } else {
            passwordHash = input.secrets().hash(List.of(reference));
        }
        var headersHash = input.secrets()
                .hash(headers.stream().map(HeaderFrom::secretKeyRef).toList());
        var hashed = new ArrayList<>(List.of(dataSources, provider, passwordHash, headersHash));
        hashed.addAll(alerting.hashed());
        children.add(objects.service(
                Component.GRAFANA, StackObjects.port("http", Endpoints.GRAFANA_PORT, Labels.METRICS_PORT)));
        children.add(new DeploymentBuilder()
                .withMetadata(objects.metadata(Component.GRAFANA))
                .withNewSpec()
                .withReplicas(1)
                .withNewSelector()
                .withMatchLabels(objects.selector(Component.GRAFANA))
                .endSelector()
                .withTemplate(template(reference, ConfigHash.of(hashed)))
                .endSpec()
                .build());
        return children;
    }

    /** The one that exists is kept, also when somebody changed it. */
    private Secret generatedPassword(Supplier<String> newPassword) {
        var name = Component.GRAFANA.childName(input.name()) + "-admin";
        var existing =
                input.secrets().value(new SecretKeyRef(name, PASSWORD_KEY)).filter(value -> !value.isEmpty());
        var value = existing.orElseGet(() -> base64(newPassword.get()));
        return new SecretBuilder()
                .withMetadata(objects.metadata(Component.GRAFANA, name))
                .withType("Opaque")
                .withData(Map.of(PASSWORD_KEY, value))
                .build();
    }

    private ConfigMap provisioningMap(Map<String, String> files) {
        return objects.configMap(Component.GRAFANA, provisioningName(), files);
    }

    private String provisioningName() {
        return Component.GRAFANA.childName(input.name()) + "-provisioning";
    }

    private PodTemplateSpec template(SecretKeyRef password, String configHash) {
        var spec = input.spec().grafana();
        var container = Pods.container(
                        Component.GRAFANA,
                        Optional.ofNullable(spec.image())
                                .orElse(input.settings().images().grafana()),
                        Pods.resources(
                                spec.resources(), Map.of("cpu", "50m", "memory", "128Mi"), Map.of("memory", "512Mi")))
                .withEnv(environment())
                .withPorts(Pods.port(Labels.METRICS_PORT, Endpoints.GRAFANA_PORT))
                .withStartupProbe(Pods.probe("/api/health", Labels.METRICS_PORT, 3, 60))
                .withReadinessProbe(Pods.probe("/api/health", Labels.METRICS_PORT, 5, 3))
                .withLivenessProbe(Pods.probe("/api/health", Labels.METRICS_PORT, 10, 6))
                .withVolumeMounts(
                        Pods.mount("provisioning", PROVISIONING_DIRECTORY, true),
                        Pods.mount("dashboards", GrafanaProvisioning.DASHBOARDS_DIRECTORY, true),
                        Pods.mount("password", PASSWORD_DIRECTORY, true),
                        Pods.mount("headers", HEADERS_DIRECTORY, true),
                        Pods.mount("data", DATA_DIRECTORY, false));
        var mail = alerting.mailFiles();
        if (!mail.isEmpty()) {
            container.addToVolumeMounts(Pods.mount("mail", GrafanaManagedAlerting.MAIL_DIRECTORY, true));
        }
        var volumes = new ArrayList<>(List.of(
                provisioningVolume(),
                dashboardsVolume(),
                passwordVolume(password),
                Pods.projected("headers", headerFiles()),
                Pods.emptyDir("data"),
                Pods.emptyDir("tmp")));
        if (!mail.isEmpty()) {
            volumes.add(Pods.projected("mail", mail));
        }
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(objects.podLabels(Component.GRAFANA))
                .withAnnotations(Map.of(Labels.CONFIG_HASH, configHash))
                .endMetadata()
                .withNewSpec()
                .withServiceAccountName(Component.GRAFANA.childName(input.name()))
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withSecurityContext(Pods.security(Component.GRAFANA))
                .withContainers(Pods.withTmp(container))
                .withVolumes(volumes)
                .endSpec()
                .build();
    }

    private List<EnvVar> environment() {
        var variables = new ArrayList<EnvVar>();
        variables.add(Pods.env("GF_SECURITY_ADMIN_PASSWORD__FILE", PASSWORD_DIRECTORY + "/" + PASSWORD_KEY));
        variables.add(Pods.env("GF_PATHS_PROVISIONING", PROVISIONING_DIRECTORY));
        variables.add(Pods.env("GF_PATHS_DATA", DATA_DIRECTORY));
        // Nothing is asked of the internet: neither usage reports, nor updates, nor plugins.
        variables.add(Pods.env("GF_ANALYTICS_REPORTING_ENABLED", "false"));
        variables.add(Pods.env("GF_ANALYTICS_CHECK_FOR_UPDATES", "false"));
        variables.add(Pods.env("GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES", "false"));
        variables.add(Pods.env("GF_PLUGINS_PREINSTALL_DISABLED", "true"));
        Optional.ofNullable(input.spec().grafana().url())
                .ifPresent(url -> variables.add(Pods.env("GF_SERVER_ROOT_URL", url)));
        variables.addAll(alerting.environment());
        return variables;
    }

    private Volume provisioningVolume() {
        var files = new ArrayList<>(List.of(
                file(DATA_SOURCES, "datasources/vivarium.yaml"),
                file(DASHBOARDS, "dashboards/vivarium.yaml"),
                file(NOTHING, "plugins/vivarium.yaml")));
        var rules = alerting.file(ALERTING_FILE);
        if (rules.isEmpty()) {
            files.add(file(NOTHING, ALERTING_FILE));
        }
        var sources = new ArrayList<VolumeProjection>();
        sources.add(new VolumeProjectionBuilder()
                .withConfigMap(new ConfigMapProjectionBuilder()
                        .withName(provisioningName())
                        .withItems(files)
                        .build())
                .build());
        rules.ifPresent(sources::add);
        return Pods.projected("provisioning", sources);
    }

    private Volume dashboardsVolume() {
        return Pods.projected(
                "dashboards",
                input.dashboards().keySet().stream()
                        .map(file -> Pods.configMap(dashboards.name(file), true))
                        .toList());
    }

    /** Optional, so that Grafana runs while a Secret is missing; the stack's condition tells which one. */
    private List<VolumeProjection> headerFiles() {
        var headers = input.spec().prometheus().headersFrom();
        return IntStream.range(0, headers.size())
                .mapToObj(i -> new VolumeProjectionBuilder()
                        .withNewSecret()
                        .withName(headers.get(i).secretKeyRef().name())
                        .withOptional(true)
                        .withItems(file(headers.get(i).secretKeyRef().key(), Integer.toString(i)))
                        .endSecret()
                        .build())
                .toList();
    }

    private static Volume passwordVolume(SecretKeyRef password) {
        return new VolumeBuilder()
                .withName("password")
                .withNewSecret()
                .withSecretName(password.name())
                .withDefaultMode(0440)
                .withItems(file(password.key(), PASSWORD_KEY))
                .endSecret()
                .build();
    }

    private static KeyToPath file(String key, String path) {
        return new KeyToPath(key, null, path);
    }
}
