"""Holds the PowerShell module to the rules, and the rules to what they must find.

Prints one JSON object: `wrong`, what the rules say of the module; `missed`, each broken module of which a
rule did not say what it had to; `pages` and `missed_in_pages`, the same of the pages; `files`, `functions`
and `broken`, how many there were to look at.
"""

import json
import re
import shutil
import tempfile
from pathlib import Path

import broken_code
import broken_logged
import broken_words
import guides
import logged
import pages
import syntax
import wire
import words
from module import FOLDER, files, public

BROKEN = broken_code.BROKEN | broken_logged.BROKEN | broken_words.BROKEN
RULES = syntax.RULES + logged.RULES + words.RULES + guides.RULES + wire.RULES


def wrong_in(folder: Path) -> list:
    """What the rules say. A module that cannot be parsed is asked nothing else."""
    unread = syntax.parses(folder)
    return unread or [it for rule in RULES for it in rule(folder)]


def missed(rule, name: str, file: str, before: str, after: str, required: str) -> list:
    """What a rule says of a broken module, if it is not what it has to say."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "Sekisho"
        shutil.copytree(FOLDER, folder)
        path = folder / file
        source = path.read_bytes().decode() if path.is_file() else ""
        assert before in source, f"{name}: `{before}` is not in {file}"
        path.write_bytes(source.replace(before, after, 1).encode())
        said = [re.sub(r"line \d+: ", "", it) for it in rule(folder)]
    if any(it.startswith(required) for it in said):
        return []
    return [{"broken": name, "required": required, "found": said}]


def main() -> None:
    answer = {
        "wrong": wrong_in(FOLDER),
        "pages": pages.pages_are_true(),
        "missed_in_pages": pages.broken_pages(),
        "missed": [it for rule in RULES for broken in BROKEN[rule.__name__] for it in missed(rule, *broken)],
        "files": len(files()),
        "functions": [it.name for it in public()],
        "broken": sum(len(it) for it in BROKEN.values()),
    }
    print(json.dumps(answer, ensure_ascii=False))


if __name__ == "__main__":
    main()
