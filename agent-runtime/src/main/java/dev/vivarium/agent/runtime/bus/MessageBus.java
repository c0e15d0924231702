package dev.vivarium.agent.runtime.bus;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.BusNames;
import dev.vivarium.agent.contract.TurnJson;
import dev.vivarium.agent.runtime.telemetry.Instruments;
import dev.vivarium.agent.runtime.telemetry.StateDirectory;
import dev.vivarium.agent.runtime.turn.TurnPlaces;
import dev.vivarium.agent.runtime.turn.TurnService;
import io.opentelemetry.api.OpenTelemetry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/** The agent's part of the bus: everything that is there when it is reached over the broker. It connects when it is started, and again whenever it has to. */
public final class MessageBus {
    private static final Logger LOG = Logger.getLogger(MessageBus.class);
    private static final String ANSWERED = "answered-messages.journal";
    private static final String DELEGATED = "delegated-tasks.journal";

    private final AgentConfiguration configuration;
    private final BusSettings settings;
    private final Clock clock;
    private final StateDirectory state;
    private final InstanceId instance;
    private final BusAddress address;
    private final DelegatedTasks tasks;
    private final TurnJson json = new TurnJson();
    private final BusTelemetry telemetry;
    private final BusPublisher publisher;
    private final ReplyInbox inbox;
    private final ExecutorService executor;
    private final BrokerLink link;
    private TurnConsumer consumer;
    private AnswerJournal answered = AnswerJournal.none();
    private long drainBegan;

    private MessageBus(
            AgentConfiguration configuration,
            BusSettings settings,
            OpenTelemetry openTelemetry,
            Instruments instruments,
            StateDirectory state,
            Clock clock) {
        this.state = state;
        this.configuration = configuration;
        this.settings = settings;
        this.clock = clock;
        this.instance = InstanceId.of(state);
        this.address = BusAddress.of(configuration, instance.value());
        this.tasks = DelegatedTasks.open(instance.value(), state.file(DELEGATED));
        this.telemetry = new BusTelemetry(openTelemetry, instruments);
        this.publisher = new BusPublisher(telemetry, clock);
        this.inbox = new ReplyInbox(address.replyQueue(), settings.replyQueueExpiry(), tasks, json, telemetry);
        this.executor = Executors.newVirtualThreadPerTaskExecutor();
        var urlFile = Path.of(configuration.broker().urlFile());
        this.link = new BrokerLink(
                new BrokerDialer(urlFile, address.routingKey(), settings, executor),
                settings,
                RandomGenerator.getDefault());
    }

    /**
     * The bus of an agent; empty when the agent is reached over HTTP only.
     *
     * @param state where it keeps which messages it has answered
     */
    public static Optional<MessageBus> of(
            AgentConfiguration configuration,
            BusSettings settings,
            OpenTelemetry openTelemetry,
            Instruments instruments,
            StateDirectory state,
            Clock clock) {
        return configuration.transport().isQueue()
                ? Optional.of(new MessageBus(configuration, settings, openTelemetry, instruments, state, clock))
                : Optional.empty();
    }

    public BusAddress address() {
        return address;
    }

    public BrokerLink.Status status() {
        return link.status();
    }

    BrokerLink link() {
        return link;
    }

    /** Connects in the background and takes turns. */
    public synchronized void start(TurnService turns, TurnPlaces places) {
        var publications = new TurnPublications(address, json);
        var cancellations = new Cancellations();
        var handler = new TurnHandler(
                address.queue(),
                new EnvelopeReader(telemetry.propagators(), json, settings.maxMessageBytes()),
                new DelegationPolicy(configuration.delegation()),
                turns,
                publications,
                telemetry,
                clock,
                cancellations);
        answered = state.file(ANSWERED)
                .map(file -> AnswerJournal.open(file, settings.rememberedMessages()))
                .orElseGet(AnswerJournal::none);
        var ledger = new TurnLedger<ReceivedDelivery>(settings.rememberedMessages());
        answered.messages()
                .forEach((message, reply) -> ledger.restore(
                        message,
                        reply.map(kept -> kept.publication(address.routingKey(), telemetry.propagators()))
                                .map(List::of)
                                .orElse(List.of())));
        consumer = new TurnConsumer(
                address.queue(),
                configuration.limits().maxConcurrentTurns(),
                settings.maxWaitingMessages(),
                places,
                ledger,
                handler,
                new TurnAnswers(ledger, answered, tasks, publisher, publications, telemetry),
                telemetry);
        var destinations = new ArrayList<String>();
        destinations.add(BusNames.TEMPORARY_DESTINATION);
        configuration.subAgents().forEach(subAgent -> destinations.add(BusNames.queue(subAgent.routingKey())));
        telemetry.start(address.queue(), destinations);
        link.add(new Topology(address));
        link.add(inbox);
        link.add(new CancelInbox(address, cancellations, telemetry));
        link.add(consumer);
        link.start();
    }

    /** Hands a request to another agent and waits for its reply. */
    public BusRequests requests() {
        return new BusRequests(address, link, publisher, inbox, tasks, json, settings.handoverTimeout());
    }

    /** Begins no further turn and takes no further message; the grace period counts from the first call. */
    public synchronized void beginDrain() {
        if (drainBegan == 0) {
            drainBegan = System.nanoTime();
            LOG.info("Bus: the agent stops, it takes no further turns");
            if (consumer != null) {
                consumer.beginDrain();
            }
        }
    }

    /** Waits for the turns that run, for what is left of the grace period, and closes the connection. */
    public void stop() throws InterruptedException {
        beginDrain();
        try {
            if (consumer != null) {
                var spent = Duration.ofNanos(System.nanoTime() - drainBegan);
                consumer.awaitDrained(settings.shutdownGrace().minus(spent));
            }
        } finally {
            inbox.close();
            link.stop("the agent stops");
            executor.shutdown();
            answered.close();
            tasks.end();
            instance.end();
        }
    }
}
