package dev.vivarium.example.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoteStoreTest {
    @TempDir
    Path directory;

    @Test
    void keepsWhatItWasGivenAcrossRestarts() throws IOException {
        assertThat(store(10, 100).put("Shopping", "milk\nand bread")).isTrue();

        var notes = store(10, 100).list();

        assertThat(notes).singleElement().satisfies(note -> {
            assertThat(note.title()).isEqualTo("Shopping");
            assertThat(note.text()).isEqualTo("milk\nand bread");
        });
    }

    @Test
    void replacesTheNoteOfTheSameTitle() throws IOException {
        var store = store(1, 100);
        store.put("Plan", "first");

        assertThat(store.put(" Plan ", "second")).isFalse();

        assertThat(store.list()).extracting(Note::text).containsExactly("second");
    }

    @Test
    void findsNotesThatHaveEveryWord() throws IOException {
        var store = store(10, 100);
        store.put("Tokens", "Counting Tokens costs nothing");
        store.put("Cost", "tokens are money");
        store.put("Weather", "sunny");

        assertThat(store.search("TOKENS cost")).extracting(Note::title).containsExactlyInAnyOrder("Tokens", "Cost");
        assertThat(store.search("rain")).isEmpty();
        assertThatThrownBy(() -> store.search(" ")).hasMessage("the query must not be empty");
    }

    @Test
    void refusesWhatIsEmptyOrTooMuch() throws IOException {
        var store = store(1, 5);
        assertThatThrownBy(() -> store.put(" ", "x")).hasMessage("the title of a note must not be empty");
        assertThatThrownBy(() -> store.put("t".repeat(121), "x")).hasMessageContaining("a title may have 120");
        assertThatThrownBy(() -> store.put("a", "")).hasMessage("the text of a note must not be empty");
        assertThatThrownBy(() -> store.put("a", "123456")).hasMessage("the text has 6 characters, a note may have 5");
        store.put("a", "x");
        assertThatThrownBy(() -> store.put("b", "x")).hasMessage("there are 1 notes already, which is the limit");
        assertThat(store.put("a", "y")).isFalse();
        assertThat(store.list()).hasSize(1);
    }

    @Test
    void aTitleNeverLeavesTheDirectory() throws IOException {
        var inner = directory.resolve("inner");
        var store = new NoteStore(inner, 10, 100);
        for (var title : new String[] {"../escape", "/etc/passwd", "a/../../b", ".", "..", "ümläut", "con\u0000trol"}) {
            store.put(title, "text");
        }

        try (var outside = Files.list(directory)) {
            assertThat(outside).containsExactly(inner);
        }
        assertThat(store.list()).hasSize(7);
        assertThat(NoteStore.fileName("A title")).matches("a-title-[0-9a-f]{16}\\.md");
        assertThat(NoteStore.fileName("A title")).isNotEqualTo(NoteStore.fileName("a title"));
    }

    @Test
    void passesOverFilesOfOthers() throws IOException {
        Files.writeString(directory.resolve("readme.md"), "not a note");
        Files.writeString(directory.resolve("other.txt"), "# t\nx");

        assertThat(store(10, 100).list()).isEmpty();
    }

    @Test
    void saysWhenTheDirectoryCannotBeWritten() throws IOException {
        var file = Files.writeString(directory.resolve("file"), "");

        assertThatThrownBy(new NoteStore(file, 1, 1)::checkWritable).isInstanceOf(IOException.class);
        store(1, 1).checkWritable();
        assertThatThrownBy(() -> store(0, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private NoteStore store(int limit, int maxCharacters) {
        return new NoteStore(directory, limit, maxCharacters);
    }
}
