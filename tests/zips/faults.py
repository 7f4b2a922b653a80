"""Packages with one fault each, and what `check.py` says of them. Prints one JSON object.

The program in them is made by the C compiler, which the suites need anyway.
"""

import json
import subprocess
import tempfile
import zipfile
from pathlib import Path

from check import wrong_with


def packed(folder: Path, members: dict, mode: int = 0o755) -> Path:
    package = folder / "bootstrap.zip"
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = mode << 16
            archive.writestr(entry, data)
    return package


def compiled(folder: Path) -> bytes:
    source, program = folder / "program.c", folder / "program"
    source.write_text("int main(void) { return 0; }")
    subprocess.run(["cc", "-o", str(program), str(source)], check=True)
    # On whatever machine this runs: it is looked at and not run. At 18 is the machine, and 62 is x86-64.
    return patched(program.read_bytes(), 18, b"\x3e\0")


def patched(program: bytes, place: int, value: bytes) -> bytes:
    return program[:place] + value + program[place + len(value) :]


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        program = compiled(folder)
        newest = (99, 0)
        found = {
            "none": wrong_with(packed(folder, {"bootstrap": program}), newest, 10**9),
            "missing": wrong_with(folder / "nothing.zip"),
            # How large it is, and which versions it asks for, is the compiler's.
            "large": [
                it.split(" bytes,")[1]
                for it in wrong_with(packed(folder, {"bootstrap": program}), newest, 1000)
            ],
            "two members": wrong_with(
                packed(folder, {"bootstrap": program, "x": b""}), newest, 10**9
            ),
            "another name": wrong_with(packed(folder, {"executor": program}), newest, 10**9),
            "not executable": wrong_with(
                packed(folder, {"bootstrap": program}, 0o644), newest, 10**9
            ),
            "a script": wrong_with(packed(folder, {"bootstrap": b"#!/bin/sh\n"})),
            "cut off": [
                it.split(":")[0] for it in wrong_with(packed(folder, {"bootstrap": program[:64]}))
            ],
            # SOURCE: 183 is EM_AARCH64, at 18 in the header.
            "another machine": wrong_with(
                packed(folder, {"bootstrap": patched(program, 18, b"\xb7\0")}), newest, 10**9
            ),
            "a newer glibc": [
                it.split("], ")[1]
                for it in wrong_with(packed(folder, {"bootstrap": program}), (2, 1), 10**9)
            ],
            "another library": wrong_with(
                packed(folder, {"bootstrap": program.replace(b"\0libc.so.6\0", b"\0libz.so.6\0")}),
                newest,
                10**9,
            ),
        }
        (folder / "bootstrap.zip").write_bytes(b"no archive")
        found["no archive"] = wrong_with(folder / "bootstrap.zip")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
