"""Rules on the syntax: what Windows PowerShell 5.1 takes, and what a reader may rely on."""

import re

from module import BOM, attribute_name, commands, exported, files, functions, of_type, public, text, walk

# SOURCE: "Approved Verbs for PowerShell Commands"; those of them that are used here.
VERBS = set(
    "Assert Complete Connect ConvertFrom ConvertTo Disconnect Format Get Invoke Join New Read Remove Request"
    " Resolve Restart Select Send Set Start Stop Test Update Wait".split()
)
# The commands of others, each with the parameters of it that Windows PowerShell 5.1 has and that are used.
# No alias is among them, nothing that runs a text, nothing that writes past the streams.
OTHERS = {
    "Add-Type": {"AssemblyName"},
    "ConvertTo-Json": {"InputObject", "Depth", "Compress"},
    "Export-ModuleMember": {"Function"},
    "ForEach-Object": {"Process"},
    "Get-ChildItem": {"Path", "Filter"},
    "Import-LocalizedData": {"BindingVariable", "BaseDirectory", "FileName", "UICulture"},
    "Join-Path": {"Path", "ChildPath"},
    "Read-Host": {"AsSecureString", "Prompt"},
    "Set-StrictMode": {"Version"},
    "Start-Sleep": {"Milliseconds", "Seconds"},
    "Where-Object": {"FilterScript"},
    "Write-Error": {"Message", "ErrorId", "Category", "ErrorAction"},
    "Write-Progress": {"Activity", "Status", "Completed"},
    "Write-Warning": {"Message"},
}
# Those that the loader alone may use: an error of a function is named by the command that was called.
LOADING = {"Export-ModuleMember", "Write-Error"}
AUTOMATIC = set(
    "_ true false null executioncontext psboundparameters pscmdlet psscriptroot psuiculture psversiontable"
    " whatifpreference".split()
)
# What writes to somebody, and what must not stand in it.
TELLING = re.compile(r"Write-\w+|Format-SekishoText|New-SekishoError|New-SekishoUnanswered")
SECRET = re.compile(
    r"(?i)\$(script:)?\w*(token|password|secret|credential)\w*\b|\$(body|request|sent|json)\b(?!\['instance_ids'\])"
    r"|\.(\w*token|password)\b"
)


def parses(folder) -> list:
    wrong = []
    for file in files(folder):
        for node in walk(file.tree):
            if node.type == "ERROR" or node.is_missing:
                wrong.append(f"{file.shown()}: line {node.start_point.row + 1}: no syntax of 5.1")
            if node.type == "pipeline_chain_tail":
                wrong.append(f"{file.shown()}: line {node.start_point.row + 1}: `{text(node)}` is newer than 5.1")
    return wrong


def bytes_are_read_alike(folder) -> list:
    """5.1 reads a file without a mark as the code page of the machine."""
    wrong = []
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".ps1", ".psm1", ".psd1", ".txt"):
            raw = path.read_bytes()
            if raw.startswith(BOM) == raw.isascii():
                said = "a mark before plain ASCII" if raw.isascii() else "no mark before what is not ASCII"
                wrong.append(f"{path.relative_to(folder)}: {said}")
            raw.removeprefix(BOM).decode()
    return wrong


def names(folder) -> list:
    wrong = []
    for file in files(folder):
        for function in functions(file):
            verb, dash, noun = function.name.partition("-")
            if verb not in VERBS or not dash or not noun.startswith("Sekisho"):
                wrong.append(f"{file.shown()}: `{function.name}` has no approved verb, or not our noun")
    found = [(it.path.stem, it.name) for it in public(folder)]
    wrong += [f"{path}.ps1: holds `{name}`" for path, name in found if path != name]
    if [name for _, name in found] != exported(folder):
        wrong.append("Sekisho.psd1: exports other functions than Public has")
    [loader] = [it for it in files(folder) if it.path.suffix == ".psm1"]
    named = re.search(r"\$exported = @\((.*?)\)\nExport-ModuleMember -Function \$exported", text(loader.tree), re.DOTALL)
    if not named or re.findall(r"'([^']*)'", named[1]) != exported(folder):
        wrong.append("Sekisho.psm1: exports other functions than Sekisho.psd1")
    return wrong


def calls(folder) -> list:
    """Every command is known, by its whole name, with whole names of parameters, and all it requires."""
    known = {it.name: it for file in files(folder) for it in functions(file)}
    wrong = []
    for file in files(folder):
        for name, words, node in commands(file.tree):
            # A number with a unit looks like a command to the grammar; the loader reads the other files.
            if re.fullmatch(r"\d+MB", name) or (file.path.suffix == ".psm1" and name == "$file.FullName"):
                continue
            where = f"{file.shown()}: line {node.start_point.row + 1}: `{name}`"
            given = [word[1:] for word in words if re.fullmatch(r"-[A-Za-z]\w*", word)]
            if name in known:
                parameters = {it.name: it for it in known[name].parameters}
                required = {
                    it.name
                    for it in parameters.values()
                    if any(said.get("Mandatory") == "$true" for said in it.sets.values())
                }
                wrong += [f"{where} lacks -{it}" for it in sorted(required - set(given))]
            elif name in OTHERS and (file.path.suffix == ".psm1" or name not in LOADING):
                parameters = OTHERS[name]
            else:
                wrong.append(f"{where} is not one of the commands that may be used")
                continue
            wrong += [f"{where} has no -{it}" for it in given if it not in parameters]
            if words and not words[0].startswith("-"):
                wrong.append(f"{where}: `{words[0]}` stands without the name of its parameter")
            # There it would be a text, and the value after it another argument.
            wrong += [f"{where}: a cast needs parentheses" for it in words if it.startswith("[")]
    return wrong


def variables(folder) -> list:
    """Under strict mode a variable that nobody set is an error, seen only by who runs that line."""
    wrong = []
    for file in files(folder):
        if file.path.suffix == ".psd1":
            continue
        for part in functions(file) or [None]:
            node = part.node if part else file.tree
            known = set(AUTOMATIC) | ({it.name.lower() for it in part.parameters} if part else set())
            for it in of_type(node, "left_assignment_expression"):
                whole = re.fullmatch(r"(?:\[[\w.\[\]]+\] )?\$(\w+)", text(it).strip())
                known |= {whole[1].lower()} if whole else set()
            for it in of_type(node, "foreach_statement"):
                known.add(text(of_type(it, "variable")[0]).lstrip("$").lower())
            for it in of_type(node, "variable"):
                name = text(it).lstrip("$").lower()
                if name not in known and not name.startswith("script:"):
                    wrong.append(f"{file.shown()}: line {it.start_point.row + 1}: nobody sets ${name}")
    return wrong


def strict(folder) -> list:
    source = (folder / "Sekisho.psm1").read_text()
    if re.search(r"(?m)^Set-StrictMode -Version 3\.0$", source):
        return []
    return ["Sekisho.psm1: strict mode is not set"]


def loads(folder) -> list:
    """Where types of .NET are closed to scripts, the module says so before anything fails for it."""
    source = (folder / "Sekisho.psm1").read_text()
    refuses = re.search(
        r"(?m)^if \(\$ExecutionContext\.SessionState\.LanguageMode -ne 'FullLanguage'\) \{$.*?"
        r"^    Write-Error [^\n]*-ErrorAction Stop$\n\}",
        source,
        re.DOTALL,
    )
    if not refuses:
        return ["Sekisho.psm1: another language mode than FullLanguage is not refused"]
    before = source[: refuses.start()]
    return [f"Sekisho.psm1: `{it}` stands before it" for it in re.findall(r"Add-Type|\[[A-Z][\w.]+\]|\. \$file", before)]


def blocks(node) -> list:
    [body] = [it for it in node.children if it.type == "script_block"]
    return [it for it in walk(body) if it.type == "named_block"]


def ends(folder) -> list:
    """A public function fails as one command: its `end` is one `try` whose `catch` says so to the caller."""
    wrong = []
    for function in public(folder):
        found = [it for it in blocks(function.node) if text(it).startswith("end")]
        if len(found) != 1:
            wrong.append(f"{function.name}: required one block `end`")
            continue
        statements = [it for it in walk(found[0]) if it.type == "statement_list"][0]
        tries = [it for it in statements.children if it.type == "try_statement"]
        others = [it for it in statements.children if it.type not in ("try_statement", "comment", "empty_statement")]
        others = [it for it in others if not re.fullmatch(r"\$client = \$null\s*", text(it))]
        catches = [text(it) for one in tries for it in of_type(one, "catch_clause")]
        if len(tries) != 1 or others or "$PSCmdlet.ThrowTerminatingError($_)" not in catches[-1]:
            wrong.append(f"{function.name}: something of its `end` can fail without the caller being told")
    return wrong


def asks(folder) -> list:
    """Who declares ShouldProcess asks it, and nobody else; what takes servers away asks by itself."""
    wrong = []
    for file in files(folder):
        for function in functions(file):
            declares = (function.binding or {}).get("SupportsShouldProcess") == "$true"
            does = "$PSCmdlet.ShouldProcess(" in text(function.node)
            if declares != does:
                wrong.append(f"{function.name}: ShouldProcess is declared and not asked, or the other way round")
            # What one request does not take is not asked about.
            before = text(function.node).partition("$PSCmdlet.ShouldProcess(")[0]
            if declares and "Assert-SekishoFew -Count $plan.Planned.Count" not in before:
                wrong.append(f"{function.name}: asks before it is known that they are not too many")
            takes = function.name.split("-")[0] in ("Stop", "Restart", "Start") and file.path.parent.name == "Public"
            impact = {"Start": "Medium", "Stop": "High", "Restart": "High"}.get(function.name.split("-")[0])
            if takes and (not declares or function.binding.get("ConfirmImpact") != impact):
                wrong.append(f"{function.name}: required ConfirmImpact {impact}")
    return wrong


def what_was_done_is_told(folder) -> list:
    """With -PassThru too: of a server that is not in the list, and where something fails afterwards."""
    [plan] = [it for file in files(folder) for it in functions(file) if it.name == "Invoke-SekishoPlan"]
    wrong = []
    loops = [it for it in of_type(plan.node, "foreach_statement") if "in $good)" in text(it)]
    others = [text(it) for loop in loops for it in of_type(loop, "else_clause")]
    if not any(re.search(r"(?m)^\s*\$change$", it) for it in others):
        wrong.append("Invoke-SekishoPlan: keeps back what became of a server that is not in the list")
    catches = [text(it) for it in of_type(plan.node, "catch_clause")]
    if not any(re.search(r"(?m)^\s*\$good$", it) for it in catches):
        wrong.append("Invoke-SekishoPlan: keeps back what was done before something failed")
    return wrong


def secrets(folder) -> list:
    wrong = []
    for file in files(folder):
        for name, words, node in commands(file.tree):
            told = [word for word in words if TELLING.fullmatch(name) and SECRET.search(word)]
            wrong += [f"{file.shown()}: line {node.start_point.row + 1}: `{it}` may hold a secret" for it in told]
        for node in of_type(file.tree, "attribute"):
            if attribute_name(node) == "PSDefaultValue":
                wrong.append(f"{file.shown()}: a default value is shown in help")
        if file.path.suffix == ".ps1" and re.search(r"AsPlainText|GetNetworkCredential\(\)\.", text(file.tree)):
            wrong.append(f"{file.shown()}: makes a plain text of a secret")
    return wrong


RULES = [parses, bytes_are_read_alike, names, calls, variables, strict, loads, ends, asks, secrets]
RULES += [what_was_done_is_told]
