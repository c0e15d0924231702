package dev.vivarium.operator.integration;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.Map;

/**
 * An object that another operator acts on. Its spec is a tree, since its form is the other operator's to define and differs from version to version; the API
 * server checks it. The status is the other operator's.
 */
public abstract class IntegrationResource extends CustomResource<Map<String, Object>, Void> implements Namespaced {
    private static final long serialVersionUID = 1L;

    /** Gives it a name and a content. */
    public <R extends IntegrationResource> R with(Class<R> type, ObjectMeta metadata, Map<String, Object> spec) {
        setMetadata(metadata);
        setSpec(spec);
        return type.cast(this);
    }

    @Override
    protected Map<String, Object> initSpec() {
        return null;
    }

    @Override
    protected Void initStatus() {
        return null;
    }
}
