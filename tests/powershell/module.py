"""The PowerShell module as its syntax trees, read with tree-sitter-powershell. Nothing is run."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import tree_sitter_powershell
from tree_sitter import Language, Node, Parser

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "clients" / "powershell" / "Sekisho"
LANGUAGES = ("en-US", "ja-JP")
BOM = b"\xef\xbb\xbf"

PARSER = Parser(Language(tree_sitter_powershell.language()))


@dataclass
class Parameter:
    """A parameter of a function, as its attributes say."""

    name: str
    type: str
    aliases: list = field(default_factory=list)
    # What each `[Parameter()]` says, by the name of its set; "" is every set.
    sets: dict = field(default_factory=dict)


@dataclass
class Function:
    name: str
    node: Node
    path: Path
    binding: dict  # what `[CmdletBinding()]` says; None without it
    parameters: list

    def sets(self) -> list:
        """The names of its parameter sets; one without a name where there are none."""
        named = sorted({it for one in self.parameters for it in one.sets if it})
        return named or [""]

    def of_set(self, name: str) -> list:
        return [it for it in self.parameters if name in it.sets or "" in it.sets]


@dataclass
class File:
    path: Path
    raw: bytes
    tree: Node

    def shown(self) -> str:
        return self.path.name


def text(node: Node) -> str:
    return node.text.decode()


def read(path: Path) -> File:
    raw = path.read_bytes()
    return File(path, raw, PARSER.parse(raw.removeprefix(BOM)).root_node)


def walk(node: Node):
    yield node
    for child in node.children:
        yield from walk(child)


def of_type(node: Node, *types: str) -> list:
    return [it for it in walk(node) if it.type in types]


def files(folder: Path = FOLDER) -> list:
    """Every file of PowerShell, tables included."""
    kinds = (".ps1", ".psm1", ".psd1")
    return [read(it) for it in sorted(folder.rglob("*")) if it.suffix in kinds]


def quoted(source: str) -> str:
    """The text of a literal, `$true` as it stands."""
    source = source.strip()
    if source[:1] == "'":
        return source[1:-1].replace("''", "'")
    return source


def arguments(attribute: Node) -> tuple:
    """The values and the named values of an attribute."""
    values, named = [], {}
    for argument in of_type(attribute, "attribute_argument"):
        name, sign, value = text(argument).partition("=")
        if sign:
            named[name.strip()] = quoted(value)
        else:
            values.append(quoted(name))
    return values, named


def attribute_name(attribute: Node) -> str:
    names = of_type(attribute, "attribute_name")
    return text(names[0]) if names else ""


def parameter(node: Node) -> Parameter:
    variable = [it for it in node.children if it.type == "variable"][0]
    made = Parameter(text(variable).lstrip("$"), "object")
    for attribute in of_type(node, "attribute"):
        name = attribute_name(attribute)
        values, named = arguments(attribute)
        if name == "":
            made.type = text(attribute).strip()[1:-1].strip()
        elif name == "Parameter":
            made.sets[named.get("ParameterSetName", "")] = named
        elif name == "Alias":
            made.aliases = values
    return made


def functions(file: File) -> list:
    found = []
    for node in of_type(file.tree, "function_statement"):
        name = text([it for it in node.children if it.type == "function_name"][0])
        [block] = [it for it in node.children if it.type == "script_block"]
        params = [it for it in block.children if it.type == "param_block"]
        binding, parameters = None, []
        for param in params:
            parameters = [parameter(it) for it in of_type(param, "script_parameter")]
            for attribute in of_type(param, "attribute"):
                if attribute_name(attribute) == "CmdletBinding":
                    binding = arguments(attribute)[1]
        found.append(Function(name, node, file.path, binding, parameters))
    return found


def public(folder: Path = FOLDER) -> list:
    return [it for path in sorted((folder / "Public").glob("*.ps1")) for it in functions(read(path))]


def table(path: Path) -> dict:
    """A file of data: nested dictionaries of texts, lists for arrays."""
    [found] = [it for it in walk(read(path).tree) if it.type == "hash_literal_expression"][:1]
    return hash_of(found)


def hash_of(node: Node) -> dict:
    made = {}
    for entry in [it for body in node.children for it in body.children if it.type == "hash_entry"]:
        key = quoted(text([it for it in entry.children if it.type == "key_expression"][0]))
        assert key not in made, f"{key} stands twice"
        made[key] = value_of(entry.children[-1])
    return made


def value_of(node: Node):
    for it in walk(node):
        if it.type == "hash_literal_expression":
            return hash_of(it)
        if it.type == "array_expression":
            literals = of_type(it, "string_literal", "integer_literal")
            return [quoted(text(one)) for one in literals]
        if it.type == "string_literal":
            return quoted(text(it))
    return text(node)


def exported(folder: Path = FOLDER) -> list:
    return table(folder / "Sekisho.psd1")["FunctionsToExport"]


def commands(node: Node) -> list:
    """Each command with the texts of what follows it."""
    found = []
    for command in of_type(node, "command"):
        name = command.child_by_field_name("command_name") or command.children[0]
        elements = [it for it in command.children if it.type == "command_elements"]
        rest = [it for part in elements for it in part.children]
        found.append((text(name), [text(it) for it in rest if text(it).strip()], command))
    return found


def command_parameter(words: list, name: str) -> str:
    """What is given to a parameter of a command, if it is a literal."""
    for place, word in enumerate(words[:-1]):
        if word.lower() == f"-{name}".lower() and re.fullmatch(r"'[^']*'", words[place + 1]):
            return quoted(words[place + 1])
    return ""
