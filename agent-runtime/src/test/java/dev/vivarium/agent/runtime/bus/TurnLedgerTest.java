package dev.vivarium.agent.runtime.bus;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import io.opentelemetry.context.Context;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnLedgerTest {
    private static final class Held implements TurnLedger.Holder {
        private boolean live = true;

        @Override
        public boolean isLive() {
            return live;
        }
    }

    private static final Publication FIRST = publication("first");
    private static final Publication SECOND = publication("second");

    private final TurnLedger<Held> ledger = new TurnLedger<>(3);

    @Test
    void anAnsweredMessageIsOnlyAcknowledged() {
        var delivery = new Held();
        var entry = ledger.admit("m", delivery).entry();
        ledger.handled(entry, List.of(FIRST));
        assertThat(ledger.claim(entry)).contains(delivery);
        assertThat(ledger.next(entry)).contains(FIRST);
        ledger.published(entry, List.of());
        assertThat(ledger.next(entry)).isEmpty();
        assertThat(ledger.settle(entry)).containsExactly(delivery);

        assertThat(ledger.admit("m", new Held()).admission()).isEqualTo(TurnLedger.Admission.SETTLED);
    }

    @Test
    void aMessageThatComesAgainWhileItRunsIsSettledWithTheFirst() {
        var lost = new Held();
        var entry = ledger.admit("m", lost).entry();
        lost.live = false;
        var again = new Held();
        assertThat(ledger.admit("m", again).admission()).isEqualTo(TurnLedger.Admission.JOINED);
        ledger.handled(entry, List.of(FIRST));
        assertThat(ledger.claim(entry)).contains(again);
        ledger.published(entry, List.of());
        assertThat(ledger.settle(entry)).containsExactly(again);
    }

    @Test
    void aResultWaitsForTheRedelivery() {
        var lost = new Held();
        var entry = ledger.admit("m", lost).entry();
        lost.live = false;
        ledger.handled(entry, List.of(FIRST, SECOND));
        assertThat(ledger.claim(entry)).isEmpty();

        var again = new Held();
        var admitted = ledger.admit("m", again);
        assertThat(admitted.admission()).isEqualTo(TurnLedger.Admission.ANSWER);
        assertThat(admitted.entry()).isSameAs(entry);
        assertThat(ledger.claim(entry)).contains(again);
        assertThat(ledger.next(entry)).contains(FIRST);
    }

    @Test
    void onlyOneThreadAnswers() {
        var lost = new Held();
        var entry = ledger.admit("m", lost).entry();
        lost.live = false;
        ledger.handled(entry, List.of(FIRST));
        ledger.claim(entry);
        assertThat(ledger.admit("m", new Held()).admission()).isEqualTo(TurnLedger.Admission.ANSWER);
        assertThat(ledger.admit("m", new Held()).admission()).isEqualTo(TurnLedger.Admission.JOINED);
    }

    @Test
    void whatIsPublishedIsNotPublishedAgain() {
        var lost = new Held();
        var entry = ledger.admit("m", lost).entry();
        ledger.handled(entry, List.of(FIRST, SECOND));
        ledger.published(entry, List.of());
        lost.live = false;
        assertThat(ledger.claim(entry)).isEmpty();
        ledger.admit("m", new Held());
        assertThat(ledger.next(entry)).contains(SECOND);
    }

    @Test
    void somethingElseTakesThePlaceOfWhatWasRefused() {
        var entry = ledger.admit("m", new Held()).entry();
        ledger.handled(entry, List.of(FIRST));
        ledger.published(entry, List.of(SECOND));
        assertThat(ledger.next(entry)).contains(SECOND);
    }

    @Test
    void aForgottenMessageIsNewAgain() {
        ledger.forget(ledger.admit("m", new Held()).entry());
        assertThat(ledger.admit("m", new Held()).admission()).isEqualTo(TurnLedger.Admission.NEW);
    }

    @Test
    void whatAnotherProcessHasHandledIsAnsweredOnceAtMost() {
        ledger.restore("answered", List.of());
        ledger.restore("unconfirmed", List.of(FIRST));
        assertThat(ledger.admit("answered", new Held()).admission()).isEqualTo(TurnLedger.Admission.SETTLED);

        var delivery = new Held();
        var admitted = ledger.admit("unconfirmed", delivery);
        assertThat(admitted.admission()).isEqualTo(TurnLedger.Admission.ANSWER);
        assertThat(ledger.claim(admitted.entry())).contains(delivery);
        assertThat(ledger.next(admitted.entry())).contains(FIRST);
        ledger.published(admitted.entry(), List.of());
        assertThat(ledger.settle(admitted.entry())).containsExactly(delivery);
        assertThat(ledger.admit("unconfirmed", new Held()).admission()).isEqualTo(TurnLedger.Admission.SETTLED);
    }

    @Test
    void whatIsForgottenGivesItsDeliveriesBack() {
        var first = new Held();
        var second = new Held();
        var entry = ledger.admit("m", first).entry();
        ledger.admit("m", second);
        assertThat(ledger.forget(entry)).containsExactly(first, second);
        assertThat(ledger.forget(entry)).isEmpty();
    }

    @Test
    void messagesWithoutAnIdAreAlwaysNew() {
        assertThat(ledger.admit(null, new Held()).admission()).isEqualTo(TurnLedger.Admission.NEW);
        assertThat(ledger.admit(null, new Held()).admission()).isEqualTo(TurnLedger.Admission.NEW);
        assertThat(ledger.size()).isZero();
    }

    @Test
    void remembersAsManyAsItMayAndNeverForgetsWhatRuns() {
        var running = ledger.admit("running", new Held()).entry();
        for (var i = 0; i < 100; i++) {
            ledger.settle(ledger.admit("m" + i, new Held()).entry());
            assertThat(ledger.size()).isLessThanOrEqualTo(3);
        }
        assertThat(ledger.admit("m99", new Held()).admission()).isEqualTo(TurnLedger.Admission.SETTLED);
        assertThat(ledger.admit("m1", new Held()).admission()).isEqualTo(TurnLedger.Admission.NEW);
        assertThat(ledger.admit("running", new Held()).entry()).isSameAs(running);
    }

    private static Publication publication(String name) {
        return new Publication("", name, name, new AMQP.BasicProperties(), new byte[0], Context.root());
    }
}
