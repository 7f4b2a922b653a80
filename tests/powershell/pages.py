"""Rules on the pages: their commands are there, with the parameters that they name, in both languages."""

import re

from module import PARSER, ROOT, command_parameter, commands, files, public, walk
from syntax import OTHERS

PAGES = ("docs/powershell.md", "docs/ja/powershell.md")
# Commands of PowerShell itself that the pages use.
OF_POWERSHELL = set(OTHERS) | set(
    "Copy-Item Get-ChildItem Get-Credential Get-Help Get-Item Import-Module New-Item Set-AuthenticodeSignature"
    " Unblock-File".split()
)
# SOURCE: about_CommonParameters.
COMMON = {"ErrorAction", "ErrorVariable", "WhatIf", "Confirm"}


def blocks(page: str) -> str:
    return "".join(re.findall(r"```powershell\n(.*?)```", page, re.DOTALL))


def parameters() -> dict:
    return {it.name: {one.name for one in it.parameters} | COMMON for it in public()}


def wrong_in(page: str) -> list:
    known, wrong = parameters(), []
    tree = PARSER.parse(blocks(page).encode()).root_node
    wrong += ["a command cannot be read" for node in walk(tree) if node.type == "ERROR" or node.is_missing]
    for name, words, _ in commands(tree):
        if name in known:
            given = [it[1:] for it in words if re.fullmatch(r"-[A-Za-z]+", it)]
            wrong += [f"{name} has no -{it}" for it in given if it not in known[name]]
        elif name not in OF_POWERSHELL:
            wrong.append(f"there is no command {name}")
    # In the text every command is one of ours or of PowerShell, and every parameter one of some command.
    prose = re.sub(r"```powershell\n.*?```", "", page, flags=re.DOTALL)
    every = set().union(*known.values()) | {"Full"}
    named = set(re.findall(r"`(?:[^`]* )?-([A-Z]\w+)", prose))
    wrong += [f"no command has -{it}" for it in sorted(named - every)]
    ours = set(re.findall(r"\b[A-Z][a-z]+-Sekisho\w*", prose))
    wrong += [f"there is no command {it}" for it in sorted(ours - set(known))]
    wrong += [f"nothing on {it}" for it in sorted(set(known) - ours)]
    return wrong


def codes() -> set:
    """The codes of errors that the module makes by itself."""
    found = set()
    for file in files():
        for name, words, _ in commands(file.tree):
            if name == "New-SekishoError":
                found.add(command_parameter(words, "Code"))
            if name == "Complete-SekishoChange":
                found.add(command_parameter(words, "Code"))
    return found - {""}


def pages_are_true() -> list:
    texts = [(ROOT / it).read_text() for it in PAGES]
    wrong = [f"{path}: {it}" for path, text in zip(PAGES, texts) for it in wrong_in(text)]
    if blocks(texts[0]) != blocks(texts[1]):
        wrong.append("the pages give other commands")
    api = (ROOT / "docs/api.md").read_text()
    for path, text in zip(PAGES, texts):
        wrong += [f"{path}: nothing on `{it}`" for it in sorted(codes()) if f"`{it}`" not in text + api]
    return wrong


def broken_pages() -> list:
    """What the rule does not say of pages that are wrong."""
    page = (ROOT / PAGES[0]).read_text()
    cases = (
        ("-State stopped", "-Status stopped", "Get-SekishoInstance has no -Status"),
        ("Disconnect-Sekisho\n```", "Exit-Sekisho\n```", "there is no command Exit-Sekisho"),
        ("`-PassThru`", "`-PassOn`", "no command has -PassOn"),
        ("| `Restart-SekishoInstance` |", "| `Reset-SekishoInstance` |", "there is no command Reset-SekishoInstance"),
        ("@{ Duty = 'evening' }", "@{ Duty = 'evening' ", "a command cannot be read"),
    )
    missed = []
    for before, after, required in cases:
        assert before in page, before
        found = wrong_in(page.replace(before, after, 1))
        if required not in found:
            missed.append({"broken": after, "required": required, "found": found})
    return missed
