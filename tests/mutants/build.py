"""Builds one crate with all of its mutants asleep that can sleep beside each other.

Usage: `build.py COPY CRATE LIST COMMAND...`, where COPY is a copy of the repository (it is changed), CRATE
the directory of the crate, LIST the output of `cargo mutants --list --json`, and COMMAND the cargo command
that builds the tests. A mutant that the compiler complains about is taken out, and it is built again.
Writes `mutants.json` into COPY, and prints the tests that were built: `wake.py` goes on from there.
"""

import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from schemata import Mutant, instrument

CALLED_IN_A_CONSTANT_FUNCTION = "E0015"
"""A function of the crate was constant and is not any more: nor can those be that call it."""

CONSTANT = b"const fn"

HELPER = """
// The crate may be one without it.
extern crate std as whole_std;
/// Whether this mutant was chosen by `SEKISHO_MUTANT`.
pub(crate) fn mutant(number: u32) -> bool {
    static CHOSEN: whole_std::sync::OnceLock<u32> = whole_std::sync::OnceLock::new();
    let chosen = || whole_std::env::var("SEKISHO_MUTANT").ok().and_then(|text| text.parse().ok());
    *CHOSEN.get_or_init(|| chosen().unwrap_or(0)) == number
}
"""


def read_mutants(copy, listed):
    """The mutants of a list, numbered from 1, their places in bytes."""
    mutants = []
    for number, entry in enumerate(json.loads(Path(listed).read_text()), start=1):
        text = (copy / entry["file"]).read_text()
        start, end = (offset(text, entry["span"][which]) for which in ("start", "end"))
        named = (entry[which] for which in ("file", "name", "genre"))
        mutants.append(Mutant(number, *named, start, end, entry["replacement"]))
    return mutants


def offset(text, place):
    """The byte at a line and column, both counted from 1."""
    lines = text.split("\n")
    before = "".join(line + "\n" for line in lines[: place["line"] - 1])
    return len((before + lines[place["line"] - 1][: place["column"] - 1]).encode())


def write(copy, crate, sources, mutants, left_out):
    """Writes the crate with its mutants asleep; which cannot, and where the others lie."""
    by_file, alone, places = defaultdict(list), [], {}
    for mutant in mutants:
        if mutant.number not in left_out:
            by_file[mutant.file].append(mutant)
    for file, source in sources.items():
        text, covered, unwritten = instrument(source, by_file[file])
        alone += unwritten
        if file == f"{crate}/src/lib.rs":
            text += HELPER.encode()
        (copy / file).write_bytes(text)
        places[file] = covered
    return alone, places


def blamed(copy, command, places):
    """The mutants that the compiler complains about, the files with constant functions to free, and what
    was built."""
    command = [*command, "--message-format=json"]
    checked = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    numbers, freed, strange, programs = set(), set(), [], []
    for line in checked.stdout.splitlines():
        said = json.loads(line)
        message = said.get("message")
        if said.get("executable"):
            programs.append(said["executable"])
        if message is None or message["level"] != "error" or not message["spans"]:
            continue
        if (message["code"] or {}).get("code") == CALLED_IN_A_CONSTANT_FUNCTION:
            freed |= {span["file_name"] for span in message["spans"] if span["is_primary"]}
            continue
        spans = sorted(message["spans"], key=lambda span: not span["is_primary"])
        found = next(filter(None, (at(places, span) for span in spans)), None)
        if found is None:
            strange.append(message["rendered"])
        else:
            numbers.add(found)
    if checked.returncode != 0 and not numbers and not freed:
        sys.exit("\n".join(strange) or checked.stderr)
    return numbers, freed, programs


def at(places, span):
    """The mutant in whose text a complaint begins: of several the one with the shortest text."""
    covering = [
        (end - start, number)
        for number, start, end in places.get(span["file_name"], [])
        if start <= span["byte_start"] < end
    ]
    return min(covering)[1] if covering else None


def main():
    """Builds until nothing is complained about."""
    copy, crate, listed, *command = Path(sys.argv[1]).resolve(), *sys.argv[2:]
    mutants = read_mutants(copy, listed)
    files = sorted({mutant.file for mutant in mutants} | {f"{crate}/src/lib.rs"})
    sources = {file: (copy / file).read_bytes() for file in files}
    manifest = copy / crate / "Cargo.toml"
    # The lints are for what people write.
    manifest.write_text(manifest.read_text().replace("[lints]\nworkspace = true\n", ""))
    broken = set()
    while True:
        alone, places = write(copy, crate, sources, mutants, broken)
        found, freed, programs = blamed(copy, command, places)
        if not found and not freed:
            break
        print(f"{len(found)} do not compile; {len(freed)} files with functions to free", flush=True)
        broken |= found
        for file in freed:
            sources.setdefault(file, (copy / file).read_bytes())
            if CONSTANT not in sources[file] and not found:
                sys.exit(f"{file}: what is called in a constant cannot have mutants that sleep")
            # As long as before, so that the mutants are where they were.
            sources[file] = sources[file].replace(CONSTANT, b"      fn")
    outside = dict.fromkeys(broken, "does not compile")
    outside |= {mutant.number: "needs a build of its own" for mutant in alone}
    record = [
        {"number": m.number, "name": m.name, "outside": outside.get(m.number)} for m in mutants
    ]
    (copy / "mutants.json").write_text(json.dumps(record, indent=1))
    print(*programs, sep="\n")
    print(f"{len(mutants)} mutants, {len(broken)} do not compile, {len(alone)} need their own build")


main()
