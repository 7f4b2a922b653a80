"""The commands of pages, read as the AWS CLI would read them. Nothing is run.

Prints one JSON object for each page: its blocks of the shell, how many calls of AWS it has, and `wrong`:
what a call names that is not there, an operation, an option of it, a parameter of a template, or a file.
"""

import json
import re
import shlex
import sys
from pathlib import Path

import botocore.session
from botocore import xform_name
from templates import FOLDER, read_all

ROOT = FOLDER.parent

# What the AWS CLI has beside the calls of the services, and the options of each that are used.
OWN = {
    ("s3", "cp"): set(),
    ("cloudformation", "package"): {"template-file", "s3-bucket", "output-template-file"},
    ("cloudformation", "deploy"): {
        "template-file",
        "stack-name",
        "capabilities",
        "parameter-overrides",
    },
}
# Options that every call has.
GLOBAL = {"query", "output", "region", "profile"}
# What `package` writes of which template.
WRITTEN = {"packaged.yaml": "template"}


def commands(page: Path) -> list:
    """Each line in a block of the shell."""
    found = []
    for block in re.findall(r"```sh\n(.*?)```", page.read_text(), re.DOTALL):
        found += block.replace("\\\n", " ").splitlines()
    return found


def calls(page: Path) -> list:
    """Each call of the AWS CLI in a block of any kind, as its words."""
    found = []
    for block in re.findall(r"```(?:sh|console)\n(.*?)```", page.read_text(), re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            parts = [it.strip() for it in re.split(r" \||>>? ", line)]
            found += [shlex.split(it, comments=True) for it in parts if it.startswith("aws ")]
    return found


def options(words: list) -> dict:
    """Each option with the words that follow it."""
    found, current = {}, None
    for word in words:
        if word.startswith("--"):
            current = found.setdefault(word[2:], [])
        elif current is not None:
            current.append(word)
    return found


def wrong_in(words: list, session) -> list:
    service, call, given = words[1], words[2], options(words[3:])
    where = " ".join(words[:3])
    if (service, call) in OWN:
        known = OWN[service, call]
    else:
        model = session.get_service_model(service)
        operations = {xform_name(it, "-"): it for it in model.operation_names}
        if call not in operations:
            return [f"{where}: no such call"]
        shape = model.operation_model(operations[call]).input_shape
        known = {xform_name(it, "-") for it in shape.members}
        missing = {xform_name(it, "-") for it in shape.required_members} - set(given)
        if missing:
            return [f"{where}: required {sorted(missing)}"]
    wrong = [f"{where}: no option --{it}" for it in set(given) - known - GLOBAL]
    return wrong + wrong_parameters(where, given)


def wrong_parameters(where: str, given: dict) -> list:
    if "template-file" not in given:
        return []
    [file] = given["template-file"]
    name = WRITTEN.get(file, Path(file).stem)
    if file not in WRITTEN and not (ROOT / file).is_file():
        return [f"{where}: no file {file}"]
    declared = read_all()[name]["Parameters"]
    names = set()
    for word in given.get("parameter-overrides", []):
        if word.startswith("file://"):
            path = ROOT / word.removeprefix("file://")
            if not path.is_file():
                return [f"{where}: no file {path.name}"]
            names |= {it["ParameterKey"] for it in json.loads(path.read_text())}
        else:
            names.add(word.split("=")[0])
    wrong = [f"{where}: {name}.yaml has no parameter {it}" for it in sorted(names - set(declared))]
    required = {it for it, value in declared.items() if "Default" not in value}
    if "parameter-overrides" in given and required - names:
        wrong.append(f"{where}: {name}.yaml requires {sorted(required - names)}")
    return wrong


def main() -> None:
    session = botocore.session.get_session()
    answer = {}
    for page in sys.argv[1:]:
        found = calls(Path(page))
        answer[page] = {
            "calls": len(found),
            "wrong": [it for words in found for it in wrong_in(words, session)],
            "commands": commands(Path(page)),
        }
    print(json.dumps(answer, ensure_ascii=False))


if __name__ == "__main__":
    main()
