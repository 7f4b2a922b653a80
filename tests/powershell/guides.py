"""Rules on the help: every function and every parameter, in both languages, as the function declares it."""

import re
import xml.etree.ElementTree as ElementTree

from module import BOM, LANGUAGES, Parameter, public, text

MAML = "{http://schemas.microsoft.com/maml/2004/10}"
COMMAND = "{http://schemas.microsoft.com/maml/dev/command/2004/10}"
DEV = "{http://schemas.microsoft.com/maml/dev/2004/10}"
# What PowerShell gives to whoever declares ShouldProcess.
ASKING = [Parameter("WhatIf", "switch", ["wi"], {"": {}}), Parameter("Confirm", "switch", ["cf"], {"": {}})]


def parameters(function) -> list:
    asks = (function.binding or {}).get("SupportsShouldProcess") == "$true"
    return function.parameters + (ASKING if asks else [])


def declared(parameter: Parameter, chosen: str) -> tuple:
    said = parameter.sets.get(chosen, parameter.sets.get("", {}))
    ways = [("ValueFromPipeline", "ByValue"), ("ValueFromPipelineByPropertyName", "ByPropertyName")]
    ways = [word for name, word in ways if said.get(name) == "$true"]
    pipeline = f"true ({', '.join(ways)})" if ways else "false"
    required = "true" if said.get("Mandatory") == "$true" else "false"
    aliases = ", ".join(parameter.aliases) or "none"
    return (parameter.name, required, pipeline, said.get("Position", "named"), aliases)


def told(node) -> tuple:
    names = [node.findtext(f"{MAML}name")]
    return tuple(names + [node.get(it) for it in ("required", "pipelineInput", "position", "aliases")])


def help_of(function, path, is_japanese) -> list:
    where = f"{path.parent.name}/{path.name}"
    if not path.is_file():
        return [f"{where}: is not there"]
    command = ElementTree.parse(path).getroot().find(f"{COMMAND}command")
    wrong = []
    if command.findtext(f"{COMMAND}details/{COMMAND}name") != function.name:
        wrong.append(f"{where}: is about another command")
    known = parameters(function)
    listed = {told(it)[0]: told(it) for it in command.find(f"{COMMAND}parameters")}
    required = {it.name: declared(it, next(iter(it.sets))) for it in known}
    for name in sorted(set(listed) | set(required)):
        if listed.get(name) != required.get(name):
            wrong.append(f"{where}: -{name}: found {listed.get(name)}, required {required.get(name)}")
    shown = [[told(one) for one in it.iter(f"{COMMAND}parameter")] for it in command.iter(f"{COMMAND}syntaxItem")]
    sets = [[declared(one, it) for one in known if it in one.sets or "" in one.sets] for it in function.sets()]
    if shown != sets:
        wrong.append(f"{where}: the syntax is not that of the parameter sets")
    paragraphs = [it.text or "" for it in command.iter(f"{MAML}para")]
    # Synopsis, description, one of each parameter, one of each example.
    examples = [it.text for it in command.iter(f"{DEV}code")]
    if len(paragraphs) < 2 + len(known) + len(examples) or not examples or not all(paragraphs):
        wrong.append(f"{where}: something is not described")
    wrong += [f"{where}: not in Japanese: {it}" for it in paragraphs if is_japanese and it.isascii()]
    return wrong


def every_function_has_help(folder) -> list:
    wrong = []
    for function in public(folder):
        if f"# .EXTERNALHELP ../Sekisho.{function.name}-help.xml" not in text(function.node).splitlines()[1]:
            wrong.append(f"{function.name}: does not name its help first")
        for language in LANGUAGES:
            path = folder / language / f"Sekisho.{function.name}-help.xml"
            wrong += help_of(function, path, language == "ja-JP")
    return wrong


def no_name_holds_another(folder) -> list:
    """Elsewhere than on Windows, PowerShell takes any file in whose name the one it looks for is held."""
    found = sorted(it.name for it in (folder / LANGUAGES[0]).glob("*-help.xml"))
    pairs = [(one, other) for one in found for other in found if one != other]
    return [f"{one} is held in {other}" for one, other in pairs if one.lower() in other.lower()]


def examples_agree(folder) -> list:
    """The examples of both languages are the same commands."""
    wrong = []
    for function in public(folder):
        found = []
        for language in LANGUAGES:
            path = folder / language / f"Sekisho.{function.name}-help.xml"
            if path.is_file():
                found.append([it.text for it in ElementTree.parse(path).iter(f"{DEV}code")])
        if len(found) == 2 and found[0] != found[1]:
            wrong.append(f"{function.name}: the examples differ")
    return wrong


def topic_is_there(folder) -> list:
    wrong = []
    for language in LANGUAGES:
        path = folder / language / "about_Sekisho.help.txt"
        source = path.read_bytes().removeprefix(BOM).decode() if path.is_file() else ""
        if not re.search(r"(?m)^    about_Sekisho$", source):
            wrong.append(f"{language}/about_Sekisho.help.txt: is no topic")
    return wrong


RULES = [every_function_has_help, no_name_holds_another, examples_agree, topic_is_there]
