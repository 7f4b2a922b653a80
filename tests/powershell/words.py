"""Rules on what is said: the same in both languages, and what the command line says too."""

import json
import re
import xml.etree.ElementTree as ElementTree

from module import FOLDER, LANGUAGES, ROOT, command_parameter, commands, files, table

TABLE = "Sekisho.Messages.psd1"


def shape(value) -> object:
    """A table with the places of its texts in place of the texts."""
    if isinstance(value, dict):
        return {key: shape(it) for key, it in value.items()}
    if isinstance(value, list):
        return value
    return sorted(re.findall(r"\{\d\}", value))


def tables_agree(folder) -> list:
    english, japanese = (table(folder / it / TABLE) for it in LANGUAGES)
    wrong = differences(shape(english), shape(japanese), "")
    texts = [(place, it) for place, it in leaves(japanese) if not place.startswith("Production")]
    wrong += [f"{place}: not in Japanese" for place, it in texts if it.isascii() and not is_name(it)]
    return wrong


def is_name(said: str) -> bool:
    return said == "Sekisho" or re.fullmatch(r"[{}\d ():]*", said) is not None


def differences(one, other, place) -> list:
    if isinstance(one, dict) and isinstance(other, dict):
        wrong = [f"{place}{it}: in one language alone" for it in sorted(set(one) ^ set(other))]
        for key in sorted(set(one) & set(other)):
            wrong += differences(one[key], other[key], f"{place}{key}.")
        return wrong
    return [] if one == other else [f"{place.rstrip('.')}: {one} in one language, {other} in the other"]


def leaves(value, place="") -> list:
    if isinstance(value, dict):
        return [it for key, one in value.items() for it in leaves(one, f"{place}{key}.")]
    return [(place.rstrip("."), it) for it in (value if isinstance(value, list) else [value])]


def keys_are_used(folder) -> list:
    """Every text is used, and every text that is used is there."""
    known = table(folder / LANGUAGES[0] / TABLE)
    used, sections, wrong = set(), set(), []
    for file in files(folder):
        if file.path.name == TABLE:
            continue
        sections |= set(re.findall(r"\$script:Words\['(\w+)'\]", file.raw.decode("utf-8-sig")))
        for name, words, node in commands(file.tree):
            if name == "Format-SekishoText":
                key = command_parameter(words, "Key")
                used.add(key)
                if not key:
                    wrong.append(f"{file.shown()}: line {node.start_point.row + 1}: the key of a text is no literal")
                places = len(set(re.findall(r"\{\d\}", known["Text"].get(key, ""))))
                if places != given(words):
                    wrong.append(f"{file.shown()}: `{key}` takes {places}, and is given {given(words)}")
    wrong += [f"Text.{it}: nobody says it" for it in sorted(set(known["Text"]) - used)]
    wrong += [f"Text.{it}: there is no such text" for it in sorted(used - set(known["Text"]) - {""})]
    if sections != set(known):
        wrong.append(f"the tables hold {sorted(known)}, and {sorted(sections)} are used")
    return wrong


def given(words: list) -> int:
    """How many values follow `-Argument`."""
    if "-Argument" not in words:
        return 0
    value = words[words.index("-Argument") + 1]
    depth, count = 0, 1
    for letter in value:
        depth += (letter in "([") - (letter in ")]")
        count += letter == "," and depth == 0
    return count


def answers() -> dict:
    """The words of the command line: what a code means in each language."""
    source = (ROOT / "cli" / "src" / "words" / "answers.rs").read_text()
    found = {}
    for section, name in (("STATES", "States"), ("ANSWERS", "Answers")):
        body = re.search(rf"const {section}: &\[Words\] = &\[(.*?)\n\];", source, re.DOTALL)[1]
        texts = [json.loads(f'"{it}"') for it in re.findall(r'"((?:[^"\\]|\\.)*)"', body)]
        rows = [texts[place : place + 3] for place in range(0, len(texts), 3)]
        found[name] = {code: (english, japanese) for code, english, japanese in rows}
    return found


def codes_are_those_of_the_command_line(folder) -> list:
    wrong = []
    required = answers()
    assert len(required["Answers"]) > 50
    for place, language in enumerate(LANGUAGES):
        known = table(folder / language / TABLE)
        for section, rows in required.items():
            words = {code: said[place] for code, said in rows.items()}
            wrong += [
                f"{language}: {section}.{it}: found `{known[section].get(it)}`, required `{words.get(it)}`"
                for it in sorted(set(known[section]) | set(words))
                if known[section].get(it) != words.get(it)
            ]
    return wrong


def views_show_what_there_is(folder) -> list:
    """A column of a view that no object has stays empty, and nobody is told."""
    made = {}
    for file in files(folder):
        source = file.raw.decode("utf-8-sig")
        for name, body in re.findall(r"PSTypeName = '([\w.]+)'(.*?)\n\s*\}", source, re.DOTALL):
            made[name] = set(re.findall(r"(?m)^\s+(\w+) = ", body))
    wrong = []
    for view in ElementTree.parse(folder / "Sekisho.Format.ps1xml").iter("View"):
        name = view.findtext("ViewSelectedBy/TypeName")
        columns = [it.text for it in view.iter("PropertyName")]
        wrong += [f"{name}: no property {it}" for it in columns if it not in made.get(name, set())]
        if len(columns) != len(list(view.iter("TableColumnHeader"))):
            wrong.append(f"{name}: not as many headers as columns")
    return wrong


RULES = [tables_agree, keys_are_used, codes_are_those_of_the_command_line, views_show_what_there_is]
