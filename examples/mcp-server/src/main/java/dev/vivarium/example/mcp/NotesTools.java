package dev.vivarium.example.mcp;

import io.quarkiverse.mcp.server.Tool;
import io.quarkiverse.mcp.server.ToolArg;
import io.quarkiverse.mcp.server.ToolCallException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Tools on the notes of this server. */
@Singleton
public class NotesTools {
    static final String ADD = "add_note";
    static final String LIST = "list_notes";
    static final String SEARCH = "search_notes";

    /** Most notes in one answer, so that an answer does not fill a model's context. */
    private static final int ANSWER_LIMIT = 20;

    private final NoteStore notes;

    public NotesTools(NoteStore notes) {
        this.notes = notes;
    }

    @Tool(
            name = ADD,
            description = "Keeps a note under a title. A note that has the title already is replaced.",
            annotations =
                    @Tool.Annotations(
                            title = "Add a note",
                            destructiveHint = true,
                            idempotentHint = true,
                            openWorldHint = false))
    String add(
            @ToolArg(description = "Short title of the note, up to 120 characters") String title,
            @ToolArg(description = "What to remember") String text) {
        try {
            return (notes.put(title, text) ? "Noted: " : "Replaced the note: ") + title.strip();
        } catch (NoteException e) {
            throw new ToolCallException(e.getMessage());
        } catch (IOException e) {
            throw new ToolCallException("the notes cannot be written: " + e.getMessage());
        }
    }

    @Tool(
            name = LIST,
            description = "Lists the titles of the notes, the latest first.",
            annotations = @Tool.Annotations(title = "List notes", readOnlyHint = true, openWorldHint = false))
    String list() throws IOException {
        return answer(notes.list(), note -> "- " + note.title());
    }

    @Tool(
            name = SEARCH,
            description = "Finds notes whose title or text contains every word of the query.",
            annotations = @Tool.Annotations(title = "Search notes", readOnlyHint = true, openWorldHint = false))
    String search(@ToolArg(description = "Words to look for") String query) throws IOException {
        try {
            return answer(notes.search(query), note -> "- " + note.title() + ": " + note.text());
        } catch (NoteException e) {
            throw new ToolCallException(e.getMessage());
        }
    }

    private static String answer(List<Note> found, Function<Note, String> line) {
        if (found.isEmpty()) {
            return "No notes.";
        }
        var shown = found.stream().limit(ANSWER_LIMIT).map(line).collect(Collectors.joining("\n"));
        var more = found.size() - ANSWER_LIMIT;
        return more > 0 ? shown + "\nand %d more".formatted(more) : shown;
    }
}
