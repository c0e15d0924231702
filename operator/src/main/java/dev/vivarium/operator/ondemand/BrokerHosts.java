package dev.vivarium.operator.ondemand;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Set;

/** Finds the address of a broker whose URL was written for pods of some namespace. */
final class BrokerHosts {
    private static final Set<String> HEADLESS = Set.of("", "None");

    private final KubernetesClient client;

    BrokerHosts(KubernetesClient client) {
        this.client = client;
    }

    /**
     * The cluster IP if the host is the name of a Service, so that it works from other namespaces and from outside the cluster; otherwise the host.
     *
     * @param tls whether a certificate is to be checked, which names the host; then the full name is given instead of the address
     */
    String reachable(String host, String namespace, boolean tls) {
        var parts = List.of(host.split("\\."));
        if (parts.size() > 2 && !"svc".equals(parts.get(2))) {
            return host;
        }
        var in = parts.size() > 1 ? parts.get(1) : namespace;
        Service service;
        try {
            service = client.services().inNamespace(in).withName(parts.get(0)).get();
        } catch (RuntimeException e) {
            // Not a name that a Service can have, or the operator may not look there: the name servers decide.
            return host;
        }
        if (service == null) {
            return host;
        }
        var address = service.getSpec().getClusterIP();
        return tls || address == null || HEADLESS.contains(address) ? parts.get(0) + "." + in + ".svc" : address;
    }
}
