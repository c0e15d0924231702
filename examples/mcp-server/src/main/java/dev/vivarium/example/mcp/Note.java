package dev.vivarium.example.mcp;

import java.time.Instant;

/** @param changedAt when the note was written last */
public record Note(String title, String text, Instant changedAt) {}
