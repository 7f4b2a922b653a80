"""Rules on what is sent and read: the API has every route and every member, as its pages describe it, and the
command line takes an answer for the same."""

import re

from module import LANGUAGES, ROOT, command_parameter, commands, files, of_type, table, text

PAGES = ("docs/api.md", "docs/deploy.md")
# Where answers are read from, by the names they have in the module.
READ = re.compile(r"\$(?:Told|told|Body|body|Order|answer\.Body|Answer\.Body)\['(\w+)'\]")
CALLS = ("Invoke-SekishoApi", "Send-SekishoSignIn")


def described() -> str:
    return "\n".join((ROOT / page).read_text() for page in PAGES)


def routes(folder) -> list:
    pages = described()
    wrong, called = [], set()
    for file in files(folder):
        for name, words, node in commands(file.tree):
            path = command_parameter(words, "Path")
            if name in CALLS and path:
                called.add(path)
                if not re.search(rf"`(GET|POST) /{re.escape(path)}`", pages):
                    wrong.append(f"{file.shown()}: line {node.start_point.row + 1}: no call /{path} in the pages")
    required = {"auth/sign-in", "auth/new-password", "auth/refresh", "instances", "actions"}
    return wrong + [f"nobody calls /{it}" for it in sorted(required - called)]


def members(folder) -> list:
    known = set(re.findall(r'["`](\w+)["`]', described())) | {"__type"}
    wrong = []
    for file in files(folder):
        source = text(file.tree)
        used = set(READ.findall(source))
        for body in re.findall(r"(?:\$body|\$order) = \[ordered\] @\{(.*?)\}", source, re.DOTALL):
            used |= set(re.findall(r"(\w+) = ", body))
        wrong += [f"{file.shown()}: no member `{it}` in the pages" for it in sorted(used - known)]
    return wrong


def changes_are_never_sent_twice(folder) -> list:
    """No connection is kept, no redirect is followed, and a change is asked for in one place."""
    source = {file.shown(): text(file.tree) for file in files(folder)}
    wrong = []
    for file, required in (
        ("Request.ps1", "$request.Headers.ConnectionClose = $true"),
        ("Client.ps1", "$handler.AllowAutoRedirect = $false"),
        ("Client.ps1", "$handler.UseProxy = $null -ne $Proxy"),
    ):
        if required not in source[file]:
            wrong.append(f"{file}: required `{required}`")
    sends = [name for name, it in source.items() for _ in re.findall(r"\.SendAsync\(", it)]
    if sends != ["Request.ps1"]:
        wrong.append(f"calls are sent in {sends}")
    loops = ("while_statement", "do_statement", "for_statement", "foreach_statement")
    for file in files(folder):
        for node in of_type(file.tree, *loops):
            if "Request-SekishoChange" in text(node).split("{", 1)[-1]:
                wrong.append(f"{file.shown()}: line {node.start_point.row + 1}: a change is asked for in a loop")
    return wrong


def agrees_with_the_command_line(folder) -> list:
    """What is decided in both clients is decided alike."""
    clerk = ROOT / "cli" / "src" / "clerk"
    rust = {it.name: it.read_text() for it in clerk.glob("*.rs")}
    source = {file.shown(): text(file.tree) for file in files(folder)}
    wrong = []
    nothing = re.search(r"NOTHING_DONE: \[&str; \d+\] = \[(.*?)\]", rust["api.rs"], re.DOTALL)[1]
    mine = re.search(r"\$nothingDone = (.*)", source["Api.ps1"])[1]
    if re.findall(r"'(\w+)'", mine) != re.findall(r'"(\w+)"', nothing):
        wrong.append("Api.ps1: other codes say that nothing was done than in the command line")
    known = re.search(r"let known = \[(.*?)\];", rust["instance.rs"])[1]
    for language in LANGUAGES:
        if table(folder / language / "Sekisho.Messages.psd1")["Production"] != re.findall(r'"([^"]+)"', known):
            wrong.append("other values say that a server is in production than in the command line")
    plan = source["Plan.ps1"]
    if re.findall(r"\$most = (\d+)", plan) != re.findall(r"MOST_IDS: usize = (\d+)", rust["target.rs"]):
        wrong.append("Plan.ps1: takes another number at once than the command line")
    begins = re.findall(r'"([^"]+)"', re.search(r"\[([^\]]*)\]\.iter\(\)\.any\(\|begin\|", rust["target.rs"])[1])
    if re.findall(r"\$Text -clike '([^']*)\*'", plan) != begins:
        wrong.append("Plan.ps1: takes other texts for ids than the command line")
    pace = re.findall(r"(?:LOOK_EVERY|SETTLE): Duration = Duration::from_secs\((\d+)\)", rust["watch.rs"])
    if re.findall(r"\$(?:lookEvery|settle) = (\d+)", source["Wait.ps1"]) != pace:
        wrong.append("Wait.ps1: looks at another pace than the command line")
    return wrong


RULES = [routes, members, agrees_with_the_command_line, changes_are_never_sent_twice]
