package dev.vivarium.agent.runtime.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.agent.runtime.telemetry.TotalsJournal.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TotalsJournalTest {
    private static final Series TOKENS = new Series("tokens", Map.of("model", "größe", "provider", "p"));
    private static final Series COST = new Series("cost", Map.of());

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = directory.resolve("counters.journal");
    }

    @Test
    void theNextProcessGoesOnFromTheSameTotals() {
        var first = TotalsJournal.open(file);
        first.add(TOKENS, 12);
        first.add(COST, 0.1);
        first.add(TOKENS, 30);
        first.add(COST, 0.2);

        // Not closed: a process that is killed closes nothing.
        var second = TotalsJournal.open(file);
        assertThat(second.totals()).isEqualTo(Map.of(TOKENS, 42.0, COST, 0.1 + 0.2));
        second.add(TOKENS, 1);

        assertThat(TotalsJournal.open(file).totals()).containsEntry(TOKENS, 43.0);
    }

    @Test
    void aLineThatWasBeingWrittenDoesNotCount() throws IOException {
        var first = TotalsJournal.open(file);
        first.add(TOKENS, 12);
        first.add(TOKENS, 30);
        var content = Files.readAllBytes(file);

        for (var end = content.length - 1; end > 0; end--) {
            Files.write(file, Arrays.copyOf(content, end));
            var next = TotalsJournal.open(file);
            var kept = next.totals().getOrDefault(TOKENS, 0.0);
            assertThat(kept).isIn(0.0, 12.0);
            next.add(TOKENS, 5);
            next.close();
            assertThat(TotalsJournal.open(file).totals()).containsEntry(TOKENS, kept + 5);
        }
    }

    @Test
    void theFileDoesNotGrowWithTheIncrements() throws IOException {
        var journal = TotalsJournal.open(file);
        var increments = 300_000;
        for (var i = 0; i < increments; i++) {
            journal.add(TOKENS, 1);
        }

        assertThat(Files.size(file)).isLessThan(2 * TotalsJournal.COMPACT_AFTER);
        assertThat(TotalsJournal.open(file).totals()).containsEntry(TOKENS, (double) increments);
    }

    @Test
    void whatAddsNothingIsNotWritten() throws IOException {
        TotalsJournal.open(file).add(TOKENS, 0);

        assertThat(file).isEmptyFile();
    }

    @Test
    void aFileThatIsNoJournalIsReplaced() throws IOException {
        Files.writeString(file, "this is not a journal\n", StandardOpenOption.CREATE);

        var journal = TotalsJournal.open(file);
        assertThat(journal.totals()).isEmpty();
        journal.add(TOKENS, 7);

        assertThat(TotalsJournal.open(file).totals()).containsEntry(TOKENS, 7.0);
    }

    @Test
    void aPlaceThatCannotBeWrittenHoldsNothingUp() {
        var journal = TotalsJournal.open(directory.resolve("absent").resolve("counters.journal"));

        journal.add(TOKENS, 7);

        assertThat(journal.totals()).isEmpty();
    }
}
