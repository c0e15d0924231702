package dev.vivarium.operator.settings;

import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.Quarkus;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Offers the settings to whoever needs them. */
@Singleton
final class SettingsProducer {
    private static final Logger LOG = Logger.getLogger(SettingsProducer.class);
    /** In the namespace of the operator. */
    private static final String LEASE = "vivarium-operator";

    @Produces
    @Singleton
    OperatorSettings settings(VivariumConfig config) {
        return new SettingsReader(config).settings();
    }

    @Produces
    @Singleton
    Intervals intervals() {
        return Intervals.DEFAULT;
    }

    /** Null unless it is asked for: a single replica needs no election, and would renew its lease for ever for nobody. */
    @Produces
    @Dependent
    @Unremovable
    LeaderElectionConfiguration leaderElection(VivariumConfig config) {
        return config.leaderElection() ? election() : null;
    }

    @Produces
    @Singleton
    WatchedNamespaces namespaces(VivariumConfig config) {
        return new SettingsReader(config).namespaces();
    }

    /**
     * Who has lost its lease must end, since another works now. The SDK's own way to end the process waits for ever when the process is ending already.
     */
    private static LeaderElectionConfiguration election() {
        var callbacks =
                new LeaderCallbacks(() -> LOG.info("leads"), () -> Quarkus.asyncExit(1), SettingsProducer::follow);
        return new LeaderElectionConfiguration(
                LEASE,
                null,
                LeaderElectionConfiguration.LEASE_DURATION_DEFAULT_VALUE,
                LeaderElectionConfiguration.RENEW_DEADLINE_DEFAULT_VALUE,
                LeaderElectionConfiguration.RETRY_PERIOD_DEFAULT_VALUE,
                // The pod's name; one is drawn where there is none.
                System.getenv("HOSTNAME"),
                callbacks,
                false);
    }

    private static void follow(String leader) {
        LOG.infof("the replica that works is %s", leader);
    }
}
