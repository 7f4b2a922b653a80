"""Looks at the packages of the functions: what is in each, how large it is, and what it asks of Lambda.

    check.py FOLDER [TO]

FOLDER is what `cargo lambda build` writes: `authorizer/bootstrap.zip` and so on. Prints a line for each,
and what is wrong with it; ends with 1 if anything is. With TO, each program is unpacked there under the
name of its function, for the suite that runs it.
"""

import re
import sys
import zipfile
from pathlib import Path

from elf import X86_64, Asks, asks

FUNCTIONS = ("authorizer", "executor", "guard")
# A bound of our own, so that whoever makes one larger hears of it: a cold start brings what it needs of
# a program into memory. SOURCE: docs/deploy.md has the sizes; Lambda takes 50 MB.
MOST_BYTES = 6_000_000
# SOURCE: Amazon Linux 2023 user guide, "Comparing AL2 and AL2023": glibc 2.34.
GLIBC = (2, 34)
# What glibc and the compiler's runtime bring, which the base image of provided.al2023 has.
LIBRARIES = {
    "ld-linux-x86-64.so.2",
    "libc.so.6",
    "libdl.so.2",
    "libgcc_s.so.1",
    "libm.so.6",
    "libpthread.so.0",
    "librt.so.1",
}


def wrong_with(package: Path, glibc: tuple = GLIBC, most: int = MOST_BYTES) -> list:
    """Everything that is wrong with a package; each a sentence."""
    if not package.is_file():
        return ["found no package"]
    size = package.stat().st_size
    wrong = []
    if size > most:
        wrong.append(f"found {size} bytes, required at most {most}")
    try:
        with zipfile.ZipFile(package) as archive:
            entries = archive.infolist()
            names = [it.filename for it in entries]
            if names != ["bootstrap"]:
                return [*wrong, f"found {names}, required `bootstrap` alone"]
            # The mode of Unix is in the upper half.
            if not entries[0].external_attr >> 16 & 0o111:
                wrong.append("found a `bootstrap` that nobody may execute")
            return wrong + wrong_with_program(asks(archive.read("bootstrap")), glibc)
    except (zipfile.BadZipFile, ValueError) as error:
        return [*wrong, f"found {error}"]


def wrong_with_program(program: Asks, glibc: tuple) -> list:
    wrong = []
    if program.machine != X86_64:
        wrong.append(f"found a program for the machine {program.machine}, required {X86_64}")
    newer = sorted({it for it in program.versions if number(it) > glibc}, key=number)
    if newer:
        wrong.append(f"found {newer}, required GLIBC_{glibc[0]}.{glibc[1]} or older")
    others = sorted(set(program.libraries) - LIBRARIES)
    if others:
        wrong.append(f"found {others}, which provided.al2023 does not have")
    return wrong


def number(version: str) -> tuple:
    """The number of a version of glibc; other libraries of the compiler have versions of their own."""
    match = re.fullmatch(r"GLIBC_(\d+)\.(\d+)(?:\.\d+)?", version)
    return (int(match[1]), int(match[2])) if match else (0, 0)


def main(folder: Path, to: Path | None) -> int:
    ends = 0
    for function in FUNCTIONS:
        package = folder / function / "bootstrap.zip"
        wrong = wrong_with(package)
        for it in wrong:
            print(f"{function}: {it}", file=sys.stderr)
            ends = 1
        if wrong:
            continue
        with zipfile.ZipFile(package) as archive:
            program = archive.read("bootstrap")
        newest = max(asks(program).versions, key=number, default="none")
        print(f"{function}: {package.stat().st_size} bytes, unpacked {len(program)}, {newest}")
        if to is not None:
            to.mkdir(parents=True, exist_ok=True)
            # Not over one that still runs.
            (to / function).unlink(missing_ok=True)
            (to / function).write_bytes(program)
            (to / function).chmod(0o755)
    return ends


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None))
