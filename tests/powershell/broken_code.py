"""The module with one change each in its code, and what has to be said of it. A rule that cannot fail says
nothing."""

STOP = "Public/Stop-SekishoInstance.ps1"
TEXT = "Private/Text.ps1"
JAPANESE = "ja-JP/Sekisho.Messages.psd1"
CONNECT = "Public/Connect-Sekisho.ps1"

# For each rule: what is broken, the file, what stands there, what stands there instead, and the beginning
# of what is said, without the number of the line.
BROKEN = {
    "parses": [
        (
            "a brace is missing",
            TEXT,
            "    $known = $script:Words['States'][$State]\n    if ($null -ne $known) {",
            "    if (",
            "Text.ps1: no syntax of 5.1",
        ),
        (
            "a conditional operator",
            TEXT,
            "    $script:Words['Ends'][$Action][$Code]",
            "    $Action ? $Code : $Action",
            "Text.ps1: no syntax of 5.1",
        ),
        (
            "a null-coalescing operator",
            TEXT,
            "    $script:Words['Ends'][$Action][$Code]",
            "    $Action ?? $Code",
            "Text.ps1: no syntax of 5.1",
        ),
        (
            "a chain of pipelines",
            "Public/Disconnect-Sekisho.ps1",
            "Remove-SekishoSession",
            "Remove-SekishoSession && Remove-SekishoSession",
            "Disconnect-Sekisho.ps1: `&&` is newer than 5.1",
        ),
    ],
    "bytes_are_read_alike": [
        (
            "Japanese without a mark",
            TEXT,
            "# What is said, in the reader's language.",
            "# 言葉",
            "Private/Text.ps1: no mark before what is not ASCII",
        ),
        (
            "a table without its mark",
            JAPANESE,
            "\ufeff",
            "",
            "ja-JP/Sekisho.Messages.psd1: no mark before what is not ASCII",
        ),
    ],
    "names": [
        (
            "a verb of one's own",
            TEXT,
            "function Format-SekishoText",
            "function Say-SekishoText",
            "Text.ps1: `Say-SekishoText` has no approved verb, or not our noun",
        ),
        (
            "a function that is not exported",
            "Sekisho.psd1",
            "        'Stop-SekishoInstance'\n",
            "",
            "Sekisho.psd1: exports other functions than Public has",
        ),
        (
            "an exported function that is not there",
            "Sekisho.psd1",
            "'Stop-SekishoInstance'",
            "'Stop-SekishoServer'",
            "Sekisho.psd1: exports other functions than Public has",
        ),
        (
            "a wildcard in what the loader exports",
            "Sekisho.psm1",
            "Export-ModuleMember -Function $exported",
            "Export-ModuleMember -Function *",
            "Sekisho.psm1: exports other functions than Sekisho.psd1",
        ),
        (
            "another list of what is exported",
            "Sekisho.psm1",
            "    'Disconnect-Sekisho'\n",
            "",
            "Sekisho.psm1: exports other functions than Sekisho.psd1",
        ),
    ],
    "calls": [
        (
            "an alias",
            "Private/Plan.ps1",
            "ForEach-Object -Process { $_.InstanceId }",
            "% { $_.InstanceId }",
            "Plan.ps1: `%` is not one of the commands that may be used",
        ),
        (
            "Write-Host",
            CONNECT,
            "Write-Warning -Message",
            "Write-Host -Object",
            "Connect-Sekisho.ps1: `Write-Host` is not one of the commands that may be used",
        ),
        (
            "an error that names no command",
            CONNECT,
            "Write-Warning -Message",
            "Write-Error -Message",
            "Connect-Sekisho.ps1: `Write-Error` is not one of the commands that may be used",
        ),
        (
            "Invoke-Expression",
            CONNECT,
            "Write-Warning -Message",
            "Invoke-Expression -Command",
            "Connect-Sekisho.ps1: `Invoke-Expression` is not one of the commands that may be used",
        ),
        (
            "a secret made plain",
            "Private/Session.ps1",
            "ConvertFrom-SekishoSecret -Secret $Session.RefreshToken",
            "ConvertFrom-SecureString -AsPlainText $Session.RefreshToken",
            "Session.ps1: `ConvertFrom-SecureString` is not one of the commands that may be used",
        ),
        (
            "a parameter that a command lacks",
            "Private/Request.ps1",
            "-Depth 4 -Compress",
            "-Depth 4 -Compress -AsArray",
            "Request.ps1: `ConvertTo-Json` has no -AsArray",
        ),
        (
            "a parameter that our function lacks",
            STOP,
            "-PassThru $PassThru.IsPresent",
            "-PasThru $PassThru.IsPresent",
            "Stop-SekishoInstance.ps1: `Invoke-SekishoPlan` has no -PasThru",
        ),
        (
            "a required parameter left out",
            STOP,
            "Get-SekishoPlan -Action 'stop' ",
            "Get-SekishoPlan ",
            "Stop-SekishoInstance.ps1: `Get-SekishoPlan` lacks -Action",
        ),
        (
            "a value without its parameter",
            "Private/Wait.ps1",
            "Start-Sleep -Seconds $lookEvery",
            "Start-Sleep $lookEvery",
            "Wait.ps1: `Start-Sleep`: `$lookEvery` stands without the name of its parameter",
        ),
        (
            "a cast that is a text",
            "Private/Api.ps1",
            "-Cause ([string] $answer.Status)",
            "-Cause [string] $answer.Status",
            "Api.ps1: `New-SekishoUnanswered`: a cast needs parentheses",
        ),
    ],
    "variables": [
        (
            "a variable nobody sets",
            STOP,
            "-WaitSeconds $seconds",
            "-WaitSeconds $second",
            "Stop-SekishoInstance.ps1: nobody sets $second",
        ),
    ],
    "strict": [
        (
            "no strict mode",
            "Sekisho.psm1",
            "Set-StrictMode -Version 3.0\n",
            "",
            "Sekisho.psm1: strict mode is not set",
        ),
    ],
    "loads": [
        (
            "a mode that is not looked at",
            "Sekisho.psm1",
            "if ($ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') {",
            "if ($PSVersionTable.PSVersion.Major -lt 5) {",
            "Sekisho.psm1: another language mode than FullLanguage is not refused",
        ),
        (
            "a mode that is told and no more",
            "Sekisho.psm1",
            " -ErrorAction Stop",
            "",
            "Sekisho.psm1: another language mode than FullLanguage is not refused",
        ),
        (
            "a type before the mode is looked at",
            "Sekisho.psm1",
            "Set-StrictMode -Version 3.0\n",
            "Set-StrictMode -Version 3.0\nAdd-Type -AssemblyName 'System.Net.Http'\n",
            "Sekisho.psm1: `Add-Type` stands before it",
        ),
    ],
    "ends": [
        (
            "an error that is passed over",
            STOP,
            "$PSCmdlet.ThrowTerminatingError($_)",
            "return",
            "Stop-SekishoInstance: something of its `end` can fail without the caller being told",
        ),
        (
            "a statement outside the try",
            STOP,
            "    end {\n",
            "    end {\n        Remove-SekishoSession\n",
            "Stop-SekishoInstance: something of its `end` can fail without the caller being told",
        ),
    ],
    "asks": [
        (
            "ShouldProcess that is not asked",
            STOP,
            "if ($PSCmdlet.ShouldProcess($asked.What, $asked.Question, $asked.Caption)) {",
            "if ($asked) {",
            "Stop-SekishoInstance: ShouldProcess is declared and not asked, or the other way round",
        ),
        (
            "a stop that does not ask by itself",
            STOP,
            "ConfirmImpact = 'High'",
            "ConfirmImpact = 'Medium'",
            "Stop-SekishoInstance: required ConfirmImpact High",
        ),
        (
            "too many, of whom somebody is asked",
            STOP,
            "                Assert-SekishoFew -Count $plan.Planned.Count\n",
            "",
            "Stop-SekishoInstance: asks before it is known that they are not too many",
        ),
        (
            "too many, said after the questions",
            STOP,
            "            if (-not $WhatIfPreference) {\n                Assert-SekishoFew -Count $plan.Planned.Count\n            }\n",
            "            $null = $PSCmdlet.ShouldProcess($plan)\n            Assert-SekishoFew -Count $plan.Planned.Count\n",
            "Stop-SekishoInstance: asks before it is known that they are not too many",
        ),
    ],
    "what_was_done_is_told": [
        (
            "a server that is passed over",
            "Private/Change.ps1",
            "                # It is not in the list, or no more: what is known of it is what became of it.\n                $change\n",
            "",
            "Invoke-SekishoPlan: keeps back what became of a server that is not in the list",
        ),
        (
            "changes that an error hides",
            "Private/Change.ps1",
            "            $good\n        }\n        throw",
            "        }\n        throw",
            "Invoke-SekishoPlan: keeps back what was done before something failed",
        ),
    ],
    "secrets": [
        (
            "a token in a message",
            "Private/Session.ps1",
            "-Message (Format-SekishoText -Key 'SessionEnded') -Target $Session.Uri",
            "-Message (Format-SekishoText -Key 'SessionEnded') -Target $Session.AccessToken",
            "Session.ps1: `$Session.AccessToken` may hold a secret",
        ),
        (
            "a password in a warning",
            CONNECT,
            "Write-Warning -Message (Format-SekishoText -Key 'ChooseNewPassword')",
            "Write-Warning -Message $Password",
            "Connect-Sekisho.ps1: `$Password` may hold a secret",
        ),
    ],
}
