"""Wakes one mutant after the other, and asks the suites.

Usage: `wake.py COPY "PROGRAM ARGUMENT..."...`, after `build.py`: the programs are tests that it built, each
asked in this order until one fails. Writes into `mutants.json` of COPY which test caught each mutant; what
was caught already is not asked again. `WORKERS` (2) mutants are awake at once, each in a process of its own.
"""

import json
import os
import shlex
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SECONDS = 180
"""Longer than any of these suites takes, by far; a mutant that does not end by then is caught."""

WORKERS = int(os.environ.get("WORKERS", "2"))


def outcome(number, program, directory):
    """The test that fails when this mutant is awake; none if all pass."""
    environment = os.environ | {"SEKISHO_MUTANT": str(number)}
    with subprocess.Popen(
        [*program, "--test-threads=4"],
        cwd=directory,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as running:
        late = threading.Timer(SECONDS, running.kill)
        late.start()
        try:
            for line in running.stdout:
                if line.rstrip().endswith("... FAILED"):
                    running.kill()
                    return line.removeprefix("test ").split(" ... ")[0]
            ended = running.wait()
        finally:
            timely = late.is_alive()
            late.cancel()
        if not timely:
            return f"no end within {SECONDS} s"
        return None if ended == 0 else f"ended with {ended}"


def main():
    """Asks about every mutant that is asleep and not caught yet."""
    copy, programs = Path(sys.argv[1]).resolve(), [shlex.split(text) for text in sys.argv[2:]]
    for program in programs:
        program[0] = str(Path(program[0]).resolve())
    path = copy / "mutants.json"
    record = json.loads(path.read_text())
    directory, writing = copy / "tests", threading.Lock()
    for program in programs:
        failed = outcome(0, program, directory)
        if failed is not None:
            sys.exit(f"{program[0]}: {failed} with no mutant awake")

    def ask(mutant):
        found = (outcome(mutant["number"], program, directory) for program in programs)
        failed = next(filter(None, found), None)
        if failed is None:
            print("missed", mutant["number"], mutant["name"], flush=True)
        with writing:
            mutant["caught_by"] = failed
            path.write_text(json.dumps(record, indent=1))

    waiting = [m for m in record if m["outside"] is None and m.get("caught_by") is None]
    with ThreadPoolExecutor(max_workers=WORKERS) as workers:
        list(workers.map(ask, waiting))
    caught = sum(1 for mutant in waiting if mutant["caught_by"])
    print(f"{len(waiting)} asked, {caught} caught")


main()
