"""What a program of Linux asks of the machine it runs on, read from its ELF file.

SOURCE: System V Application Binary Interface, "Object Files" and "Dynamic Linking"; Linux Standard Base,
"Symbol Versioning", for the version requirements.
"""

import struct
from dataclasses import dataclass

X86_64 = 62
DYNAMIC, STRING_TABLE, VERSIONS_NEEDED = 6, 3, 0x6FFFFFFE
NEEDED = 1


@dataclass
class Asks:
    machine: int
    # The libraries, and the versions of their symbols: `GLIBC_2.34`.
    libraries: list
    versions: list


def asks(data: bytes) -> Asks:
    """What a 64-bit little-endian ELF file asks for; ValueError if it is none."""
    if data[:6] != b"\x7fELF\x02\x01":
        raise ValueError("no 64-bit little-endian ELF file")
    try:
        [machine] = struct.unpack_from("<H", data, 18)
        [table] = struct.unpack_from("<Q", data, 40)
        size, number = struct.unpack_from("<HH", data, 58)
        sections = [
            struct.unpack_from("<IIQQQQII", data, table + index * size) for index in range(number)
        ]
        return Asks(machine, libraries(data, sections), versions(data, sections))
    except (struct.error, IndexError) as error:
        raise ValueError(f"an ELF file that is cut off: {error}") from error


def text(data: bytes, strings: tuple, offset: int) -> str:
    start = strings[4] + offset
    return data[start : data.index(b"\0", start)].decode()


def libraries(data: bytes, sections: list) -> list:
    found = []
    for section in sections:
        if section[1] == DYNAMIC:
            strings = sections[section[6]]
            for place in range(section[4], section[4] + section[5], 16):
                tag, value = struct.unpack_from("<qQ", data, place)
                if tag == NEEDED:
                    found.append(text(data, strings, value))
    return found


def versions(data: bytes, sections: list) -> list:
    found = []
    for section in sections:
        if section[1] != VERSIONS_NEEDED:
            continue
        strings, place = sections[section[6]], section[4]
        for _ in range(section[7]):
            _, count, _, first, onwards = struct.unpack_from("<HHIII", data, place)
            entry = place + first
            for _ in range(count):
                _, _, _, name, step = struct.unpack_from("<IHHII", data, entry)
                found.append(text(data, strings, name))
                entry += step
            place += onwards
    return found
