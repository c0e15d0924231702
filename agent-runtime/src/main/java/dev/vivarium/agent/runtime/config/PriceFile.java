package dev.vivarium.agent.runtime.config;

import dev.vivarium.agent.contract.AgentConfigurationYaml;
import dev.vivarium.agent.contract.InvalidConfigurationException;
import dev.vivarium.agent.contract.PriceList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The file with the prices, read again when it has changed, so that a new price needs no restart. While it is not usable the prices that were read last hold.
 * May be used by many threads.
 */
public final class PriceFile implements Supplier<Optional<PriceList>> {
    /** A change is seen after so long at most. Kubernetes itself takes up to a minute to bring one into the pod. */
    static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

    private static final Logger LOG = Logger.getLogger(PriceFile.class);

    private final AgentConfigurationYaml yaml = new AgentConfigurationYaml();
    private final Path path;
    private final Clock clock;
    private Instant nextCheck = Instant.MIN;
    private String content = "";
    private Optional<PriceList> prices = Optional.empty();

    public PriceFile(Path path, Clock clock) {
        this.path = path;
        this.clock = clock;
    }

    /** The prices that hold now; empty when there never was a usable file. The same instance as long as nothing changes. */
    @Override
    public synchronized Optional<PriceList> get() {
        var now = clock.instant();
        if (!now.isBefore(nextCheck)) {
            nextCheck = now.plus(CHECK_INTERVAL);
            check();
        }
        return prices;
    }

    private void check() {
        try {
            if (!Files.exists(path)) {
                return;
            }
            var read = Files.readString(path);
            if (!read.equals(content)) {
                content = read;
                prices = Optional.of(usable(read));
                LOG.infof("Prices of %s are in use", path);
            }
        } catch (IOException e) {
            LOG.warnf("The prices in %s cannot be read, those from before hold: %s", path, e);
        } catch (InvalidConfigurationException e) {
            LOG.errorf(
                    "The prices in %s are not usable, those from before hold: %s",
                    path, String.join("; ", e.problems()));
        }
    }

    private PriceList usable(String read) {
        var list = yaml.readPrices(read);
        var problems = RuntimeRules.problems(list);
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException(problems);
        }
        return list;
    }
}
