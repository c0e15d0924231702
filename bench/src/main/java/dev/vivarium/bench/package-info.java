/** Measures the agent runtime beside a plain langchain4j loop that does the same work, in one run. */
package dev.vivarium.bench;
