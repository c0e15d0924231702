package dev.vivarium.agent.runtime.bus;

import static dev.vivarium.agent.runtime.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class ConversationOrderTest {
    private final ConversationOrder order = new ConversationOrder();
    private final List<String> begun = Collections.synchronizedList(new ArrayList<>());

    @Test
    void eachWaitsForThoseBeforeItInItsConversationAlone() throws Exception {
        var first = order.enter("a");
        var second = order.enter("a");
        var third = order.enter("a");
        var other = order.enter("b");
        var threads = List.of(start("third", third), start("second", second), start("first", first), start("b", other));
        await().until(() -> begun.size() == 2);
        assertThat(begun).containsExactlyInAnyOrder("first", "b");
        assertThat(order.waiting()).isEqualTo(2);
        order.leave(first);
        assertThat(order.waiting()).isEqualTo(1);
        await().until(() -> begun.size() == 3);
        assertThat(begun.getLast()).isEqualTo("second");
        order.leave(other);
        order.leave(second);
        await().until(() -> begun.size() == 4);
        assertThat(begun.getLast()).isEqualTo("third");
        order.leave(third);
        for (var thread : threads) {
            thread.join();
        }
        assertThat(order.waiting()).isZero();
        assertThat(order.size()).isZero();
    }

    @Test
    void withoutAConversationNobodyWaits() throws Exception {
        order.enter(null);
        order.enter(null).await();
        assertThat(order.size()).isZero();
    }

    @Test
    void whoComesAfterTheLastHasLeftDoesNotWait() throws Exception {
        order.leave(order.enter("a"));
        order.enter("a").await();
        assertThat(order.size()).isEqualTo(1);
    }

    private Thread start(String name, ConversationOrder.Place place) {
        return Thread.ofVirtual().start(() -> {
            try {
                place.await();
                begun.add(name);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
