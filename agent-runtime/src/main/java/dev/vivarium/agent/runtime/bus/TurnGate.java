package dev.vivarium.agent.runtime.bus;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Bounds how many turns run at a time, and lets none begin once it is closed. */
final class TurnGate {
    private final int limit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int inside;
    private boolean closed;

    TurnGate(int limit) {
        this.limit = limit;
    }

    /** Waits for a place and takes it, until {@link #leave}; false when the gate is closed. */
    boolean enter() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed && inside >= limit) {
                changed.await();
            }
            if (!closed) {
                inside++;
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    void leave() {
        lock.lock();
        try {
            inside--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Turns everybody away who waits or comes later. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nobody is inside; false when somebody still is after the time. */
    boolean awaitEmpty(Duration timeout) throws InterruptedException {
        var nanos = timeout.toNanos();
        lock.lockInterruptibly();
        try {
            while (inside > 0) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = changed.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return inside;
        } finally {
            lock.unlock();
        }
    }
}
