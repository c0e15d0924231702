"""Progress for people: on standard error, so that standard output stays for what scripts read."""

import sys
import threading
import time
from contextlib import contextmanager

_started = time.monotonic()
HEARTBEAT_SECONDS = 30


def say(text: str) -> None:
    elapsed = int(time.monotonic() - _started)
    print(f"[{elapsed // 60:02d}:{elapsed % 60:02d}] {text}", file=sys.stderr, flush=True)


@contextmanager
def step(title: str):
    """Announces a step, a heartbeat while it lasts, and how long it took."""
    say(f"{title} ...")
    begin = time.monotonic()
    done = threading.Event()

    def beat():
        while not done.wait(HEARTBEAT_SECONDS):
            say(f"{title} ... still at it after {int(time.monotonic() - begin)} s")

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
    say(f"{title}: done in {time.monotonic() - begin:.1f} s")
