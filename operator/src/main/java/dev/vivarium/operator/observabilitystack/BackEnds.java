package dev.vivarium.operator.observabilitystack;

import dev.vivarium.api.v1alpha1.ConfigMapKeyRef;
import dev.vivarium.api.v1alpha1.OtlpExporterSpec;
import dev.vivarium.api.v1alpha1.OtlpTlsSpec;
import dev.vivarium.api.v1alpha1.SecretKeyRef;
import dev.vivarium.operator.status.Reasons;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The further back ends of a stack's collector, and whether everything is there that they need. A collector that is given a certificate that is none does not
 * start at all, so that such a back end would cost the others their data.
 */
final class BackEnds {
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----\\s.+?\\s-----END CERTIFICATE-----", Pattern.DOTALL);
    private static final Pattern PRIVATE_KEY = Pattern.compile(
            "-----BEGIN ([A-Z]+ )?PRIVATE KEY-----\\s.+?\\s-----END ([A-Z]+ )?PRIVATE KEY-----", Pattern.DOTALL);

    private static final String NO_CERTIFICATE = "holds no certificate in PEM";

    /** What a value of HTTP and of gRPC may consist of. */
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e]*");

    private final StackInput input;
    /** What each lacks, in the order of the spec. */
    private final Map<OtlpExporterSpec, List<ReferenceProblem>> lacking = new LinkedHashMap<>();

    BackEnds(StackInput input) {
        this.input = input;
        input.spec().collector().exporters().forEach(exporter -> lacking.put(exporter, problems(exporter)));
    }

    /** Those that the collector can be given. */
    List<OtlpExporterSpec> usable() {
        return where(List::isEmpty);
    }

    /** Those that lack something. */
    List<OtlpExporterSpec> unusable() {
        return where(problems -> !problems.isEmpty());
    }

    private List<OtlpExporterSpec> where(Predicate<List<ReferenceProblem>> condition) {
        return lacking.entrySet().stream()
                .filter(exporter -> condition.test(exporter.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    List<ReferenceProblem> problems() {
        return lacking.entrySet().stream()
                .flatMap(exporter -> exporter.getValue().stream()
                        .distinct()
                        .map(problem ->
                                problem.of("back end " + exporter.getKey().name())))
                .toList();
    }

    /** Changes with everything that the usable ones take from Secrets and ConfigMaps; it does not tell the values. */
    String hash() {
        var usable = usable();
        return ConfigHash.of(Stream.concat(
                        Stream.of(input.secrets()
                                .hash(usable.stream()
                                        .flatMap(exporter -> exporter.secretRefs().stream())
                                        .toList())),
                        usable.stream()
                                .flatMap(exporter -> configMapRef(exporter).stream())
                                .flatMap(reference -> value(reference).stream()))
                .toList());
    }

    private List<ReferenceProblem> problems(OtlpExporterSpec exporter) {
        var problems = new ArrayList<ReferenceProblem>();
        for (var header : exporter.headersFrom()) {
            problem(header.secretKeyRef(), BackEnds::headerProblem).ifPresent(problems::add);
        }
        var tls = exporter.tls();
        if (tls != null) {
            pem(tls.caSecretRef(), CERTIFICATE, NO_CERTIFICATE).ifPresent(problems::add);
            pem(tls.certSecretRef(), CERTIFICATE, NO_CERTIFICATE).ifPresent(problems::add);
            pem(tls.keySecretRef(), PRIVATE_KEY, "holds no private key in PEM").ifPresent(problems::add);
            configMapRef(exporter).flatMap(this::problem).ifPresent(problems::add);
        }
        return problems;
    }

    /** @param reference null when nothing is referred to */
    private Optional<ReferenceProblem> pem(SecretKeyRef reference, Pattern form, String otherwise) {
        return Optional.ofNullable(reference)
                .flatMap(key ->
                        problem(key, value -> lacks(form).test(value) ? Optional.of(otherwise) : Optional.empty()));
    }

    /** @param check what is wrong with a value, empty when nothing is */
    private Optional<ReferenceProblem> problem(SecretKeyRef reference, Function<String, Optional<String>> check) {
        return input.secrets()
                .problem(reference)
                .or(() -> input.secrets()
                        .rawText(reference)
                        .flatMap(check)
                        .map(problem ->
                                invalid("key " + reference.key() + " of Secret " + reference.name() + " " + problem)));
    }

    private static Optional<String> headerProblem(String value) {
        if (!HEADER_VALUE.matcher(value).matches()) {
            return Optional.of(
                    value.strip().lines().count() <= 1 && !value.equals(value.strip())
                            ? "ends with a line break, which a header cannot hold"
                            : "holds characters that a header cannot hold");
        }
        // The collector reads its configuration so, also what comes from variables.
        return value.contains("${") || value.contains("$$")
                ? Optional.of("holds $$ or ${, which the collector would take for a variable")
                : Optional.empty();
    }

    private Optional<ReferenceProblem> problem(ConfigMapKeyRef reference) {
        if (input.lookup()
                .find(ConfigMap.class, input.namespace(), reference.name())
                .isEmpty()) {
            return Optional.of(new ReferenceProblem(
                    Reasons.CONFIG_MAP_NOT_FOUND,
                    "ConfigMap " + reference.name() + " does not exist (key " + reference.key() + " is needed)"));
        }
        var value = value(reference);
        if (value.isEmpty()) {
            return Optional.of(new ReferenceProblem(
                    Reasons.CONFIG_MAP_KEY_NOT_FOUND,
                    "ConfigMap " + reference.name() + " has no key " + reference.key()));
        }
        return value.filter(lacks(CERTIFICATE))
                .map(ignored ->
                        invalid("key " + reference.key() + " of ConfigMap " + reference.name() + " " + NO_CERTIFICATE));
    }

    private Optional<String> value(ConfigMapKeyRef reference) {
        return input.lookup()
                .find(ConfigMap.class, input.namespace(), reference.name())
                .map(map -> Optional.ofNullable(map.getData()).orElse(Map.of()).get(reference.key()));
    }

    private static Optional<ConfigMapKeyRef> configMapRef(OtlpExporterSpec exporter) {
        return Optional.ofNullable(exporter.tls()).map(OtlpTlsSpec::caConfigMapRef);
    }

    private static Predicate<String> lacks(Pattern form) {
        return value -> !form.matcher(value).find();
    }

    private static ReferenceProblem invalid(String message) {
        return new ReferenceProblem(Reasons.INVALID_VALUE, message);
    }
}
