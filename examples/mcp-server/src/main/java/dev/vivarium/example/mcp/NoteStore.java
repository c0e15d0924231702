package dev.vivarium.example.mcp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Notes as files of one directory, one note per title. A title never becomes part of a path: the name of a file is made of the title's letters and digits and
 * a hash of the whole title. Files are replaced as a whole, so that a reader or a crash never sees half a note.
 */
public final class NoteStore {
    /** Most characters of a title. */
    public static final int MAX_TITLE = 120;

    private static final String ENDING = ".md";
    private static final String HEADING = "# ";
    private static final int READABLE_NAME = 40;

    private final Path directory;
    private final int limit;
    private final int maxCharacters;

    /**
     * @param limit most notes that are kept, at least 1
     * @param maxCharacters most characters of the text of one note, at least 1
     * @throws IllegalArgumentException when a bound is smaller
     */
    public NoteStore(Path directory, int limit, int maxCharacters) {
        if (limit < 1 || maxCharacters < 1) {
            throw new IllegalArgumentException("the limits of a note store must be at least 1: %d notes, %d characters"
                    .formatted(limit, maxCharacters));
        }
        this.directory = directory;
        this.limit = limit;
        this.maxCharacters = maxCharacters;
    }

    /**
     * Writes a note, in place of the one that had the same title.
     *
     * @return whether the title is new
     * @throws NoteException when the title or the text is empty or too long, or the store is full
     * @throws IOException when the directory cannot be written
     */
    public synchronized boolean put(String title, String text) throws IOException {
        var cleanTitle = checkedTitle(title);
        if (text == null || text.isBlank()) {
            throw new NoteException("the text of a note must not be empty");
        }
        if (text.length() > maxCharacters) {
            throw new NoteException(
                    "the text has %d characters, a note may have %d".formatted(text.length(), maxCharacters));
        }
        Files.createDirectories(directory);
        var file = directory.resolve(fileName(cleanTitle));
        var isNew = !Files.exists(file);
        if (isNew && files().size() >= limit) {
            throw new NoteException("there are %d notes already, which is the limit".formatted(limit));
        }
        var scratch = Files.createTempFile(directory, ".note-", ".tmp");
        try {
            Files.writeString(scratch, HEADING + cleanTitle + "\n" + text + "\n");
            Files.move(scratch, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(scratch);
        }
        return isNew;
    }

    /**
     * All notes, those that changed last first.
     *
     * @throws IOException when the directory cannot be read
     */
    public List<Note> list() throws IOException {
        var notes = new ArrayList<Note>();
        for (var file : files()) {
            read(file).ifPresent(notes::add);
        }
        notes.sort(Comparator.comparing(Note::changedAt).reversed().thenComparing(Note::title));
        return notes;
    }

    /**
     * Notes whose title or text contains every word of the query, whatever the case.
     *
     * @throws NoteException when the query has no word
     * @throws IOException when the directory cannot be read
     */
    public List<Note> search(String query) throws IOException {
        if (query == null || query.isBlank()) {
            throw new NoteException("the query must not be empty");
        }
        var words = List.of(query.strip().toLowerCase(Locale.ROOT).split("\\s+"));
        return list().stream()
                .filter(note -> {
                    var content = (note.title() + "\n" + note.text()).toLowerCase(Locale.ROOT);
                    return words.stream().allMatch(content::contains);
                })
                .toList();
    }

    /**
     * Proves that notes can be written.
     *
     * @throws IOException when they cannot
     */
    public void checkWritable() throws IOException {
        Files.createDirectories(directory);
        Files.delete(Files.createTempFile(directory, ".check-", ".tmp"));
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var entries = Files.list(directory)) {
            return entries.filter(file -> file.getFileName().toString().endsWith(ENDING))
                    .toList();
        }
    }

    private static Optional<Note> read(Path file) throws IOException {
        try {
            var content = Files.readString(file).strip();
            var changedAt = Files.getLastModifiedTime(file).toInstant();
            var end = content.indexOf('\n');
            if (!content.startsWith(HEADING) || end < 0) {
                // A file that somebody else put there.
                return Optional.empty();
            }
            return Optional.of(
                    new Note(content.substring(HEADING.length(), end), content.substring(end + 1), changedAt));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static String checkedTitle(String title) {
        var clean = title == null ? "" : title.strip().replaceAll("\\p{Cntrl}", " ");
        if (clean.isEmpty()) {
            throw new NoteException("the title of a note must not be empty");
        }
        if (clean.length() > MAX_TITLE) {
            throw new NoteException(
                    "the title has %d characters, a title may have %d".formatted(clean.length(), MAX_TITLE));
        }
        return clean;
    }

    static String fileName(String title) {
        var readable =
                title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        var start = readable.substring(0, Math.min(READABLE_NAME, readable.length()));
        return (start.isEmpty() ? "note" : start) + "-" + hash(title) + ENDING;
    }

    private static String hash(String title) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(title.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
