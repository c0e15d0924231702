package dev.vivarium.operator.observation;

import dev.vivarium.operator.resolve.ChildNames;
import dev.vivarium.operator.resolve.NamespacedName;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** Finds the reason in the log of the pod of a managed Prometheus. */
final class PodLogReloadErrors implements ReloadErrors {
    private static final Logger LOG = Logger.getLogger(PodLogReloadErrors.class);
    private static final int LINES = 200;
    private static final Pattern ERROR = Pattern.compile("\\berr=(\"(?:[^\"\\\\]|\\\\.)*\"|\\S+)");

    private final KubernetesClient client;

    PodLogReloadErrors(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public Optional<String> latest(NamespacedName stack) {
        var pod = ChildNames.prometheus(stack.name()) + "-0";
        try {
            return find(client.pods()
                    .inNamespace(stack.namespace())
                    .withName(pod)
                    .tailingLines(LINES)
                    .getLog());
        } catch (KubernetesClientException e) {
            LOG.debugf("cannot read the log of %s/%s: %s", stack.namespace(), pod, e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * The last error of the log that is about reading rules, else the last that is about reading the configuration. What follows an error of the rules is
     * only that the configuration could not be applied.
     */
    static Optional<String> find(String log) {
        return last(log, "loading groups failed").or(() -> last(log, "config"));
    }

    private static Optional<String> last(String log, String about) {
        String found = null;
        for (var line : log.split("\n")) {
            var error = ERROR.matcher(line);
            if (line.contains("level=ERROR") && line.contains(about) && error.find()) {
                found = error.group(1);
            }
        }
        return Optional.ofNullable(found).map(PodLogReloadErrors::unquoted);
    }

    private static String unquoted(String value) {
        if (!value.startsWith("\"")) {
            return value;
        }
        return value.substring(1, value.length() - 1)
                .replace("\\n", "\n")
                .replace("\\\"", "\"")
                .replace("\\\\", "\\");
    }
}
