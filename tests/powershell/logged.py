"""Rules on what Windows would write into its event log: where module logging is on, the value of every parameter
and of what comes through a pipeline, as its text."""

import re

from module import commands, files, of_type, parameter, text

# SOURCE: PowerShell, `ParameterBinderBase`: of a list each element is written, of anything else what `ToString` gives.
# These give what they hold. A SecureString, a credential, a stream and a dictionary give the name of their type.
SHOWS = re.compile(
    r"(?i)\b(byte|char|xml\w*|x(element|document|node|attribute|container|object)|networkcredential"
    r"|http(request|response)message|http\w*headers|authenticationheadervalue)\b"
)
SECRET = re.compile(r"(?i)token|password|passphrase|secret|credential|bearer|authorization")
HIDES = {"system.security.securestring", "securestring", "pscredential", "system.management.automation.pscredential"}
# Whether a secret is used at all is none.
ANSWERS = {"bool", "switch"}
# Where a secret is a text: as it is read from a SecureString, and as it stands in an answer.
PLAIN = re.compile(r"(?i)ConvertFrom-SekishoSecret\b|\['\w*(token|password|session)'\]")


def logged_parameters(folder) -> list:
    wrong = []
    for file in files(folder):
        for node in of_type(file.tree, "script_parameter"):
            one = parameter(node)
            where = f"{file.shown()}: line {node.start_point.row + 1}: ${one.name}"
            if SHOWS.search(one.type):
                wrong.append(f"{where}: a {one.type} would be in the log")
            if SECRET.search(one.name) and one.type.lower() not in HIDES | ANSWERS:
                wrong.append(f"{where}: required a SecureString, found {one.type}")
    return wrong


def logged_values(folder) -> list:
    """The text of a secret goes to methods of .NET alone, and to a command in a table."""
    wrong = []
    for file in files(folder):
        for name, words, node in commands(file.tree):
            where = f"{file.shown()}: line {node.start_point.row + 1}: `{name}`"
            # What stands in a block is looked at by itself.
            given = [it for it in words if not it.startswith(("@{", "{"))]
            wrong += [f"{where}: `{it}` would be in the log" for it in given if PLAIN.search(it)]
        for chain in of_type(file.tree, "pipeline_chain"):
            parts = [it for it in chain.children if it.is_named]
            for part in [it for it in parts[:-1] if PLAIN.match(text(it)) or PLAIN.search(text(it).split("{")[0])]:
                where = f"{file.shown()}: line {part.start_point.row + 1}"
                wrong.append(f"{where}: `{text(part).strip()}` would be in the log, through the pipeline")
    return wrong


RULES = [logged_parameters, logged_values]
