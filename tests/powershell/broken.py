"""The module with one change each, and what has to be said of it. A rule that cannot fail says nothing."""

STOP = "Public/Stop-SekishoInstance.ps1"
TEXT = "Private/Text.ps1"
ENGLISH = "en-US/Sekisho.Messages.psd1"
JAPANESE = "ja-JP/Sekisho.Messages.psd1"
HELP = "ja-JP/Sekisho.Stop-SekishoInstance-help.xml"
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
    "tables_agree": [
        (
            "a key that is in one language alone",
            JAPANESE,
            "    Text = @{\n",
            "    Text = @{\n        'Other' = 'ほか'\n",
            "Text.Other: in one language alone",
        ),
        (
            "a place that one language lacks",
            JAPANESE,
            "'{0} を停止しますか?'",
            "'停止しますか?'",
            "Changes.stop.Question: ['{0}'] in one language, [] in the other",
        ),
        (
            "a text that is not in Japanese",
            JAPANESE,
            "'もう一度'",
            "'Once more'",
            "Text.OnceMore: not in Japanese",
        ),
    ],
    "keys_are_used": [
        (
            "a text that nobody says",
            "Private/Secret.ps1",
            "-Key 'OnceMore'",
            "-Key 'NewPassword'",
            "Text.OnceMore: nobody says it",
        ),
        (
            "a text that is not there",
            "Private/Secret.ps1",
            "-Key 'OnceMore'",
            "-Key 'Again'",
            "Text.Again: there is no such text",
        ),
        (
            "a value too few",
            "Private/Plan.ps1",
            "-Argument $InstanceId.Count, $most",
            "-Argument $most",
            "Plan.ps1: `TooMany` takes 2, and is given 1",
        ),
    ],
    "codes_are_those_of_the_command_line": [
        (
            "a code without words",
            ENGLISH,
            "        'tag_changed' = ",
            "        'tag_chnaged' = ",
            "en-US: Answers.tag_changed: found `None`",
        ),
        (
            "other words than the command line's",
            JAPANESE,
            "'見つかりません。'",
            "'ありません。'",
            "ja-JP: Answers.not_found: found `ありません。`, required `見つかりません。`",
        ),
    ],
    "views_show_what_there_is": [
        (
            "a column that no object has",
            "Sekisho.Format.ps1xml",
            "<PropertyName>StateText<",
            "<PropertyName>StateName<",
            "Sekisho.Instance: no property StateName",
        ),
    ],
    "every_function_has_help": [
        (
            "a parameter that the help lacks",
            STOP,
            "        [switch] $PassThru\n",
            "        [switch] $PassThru,\n\n        [Parameter()]\n        [switch] $Force\n",
            "ja-JP/Sekisho.Stop-SekishoInstance-help.xml: -Force: found None",
        ),
        (
            "help that says otherwise",
            HELP,
            "required=\"true\" variableLength=\"true\" globbing=\"false\" pipelineInput=\"true (ByValue, ByPropertyName)\" position=\"named\" aliases=\"Id\">\n      <maml:name>InstanceId</maml:name>\n      <maml:description>",
            "required=\"false\" variableLength=\"true\" globbing=\"false\" pipelineInput=\"true (ByValue, ByPropertyName)\" position=\"named\" aliases=\"Id\">\n      <maml:name>InstanceId</maml:name>\n      <maml:description>",
            "ja-JP/Sekisho.Stop-SekishoInstance-help.xml: -InstanceId: found",
        ),
        (
            "help that is not in Japanese",
            HELP,
            "確認のうえ、サーバーを停止します。",
            "Stops servers.",
            "ja-JP/Sekisho.Stop-SekishoInstance-help.xml: not in Japanese: Stops servers.",
        ),
        (
            "help that nobody finds",
            STOP,
            "# .EXTERNALHELP ../Sekisho.Stop-",
            "# .EXTERNALHELP Sekisho.Stop-",
            "Stop-SekishoInstance: does not name its help first",
        ),
    ],
    "examples_agree": [
        (
            "an example of one language",
            HELP,
            "Stop-SekishoInstance -Name library-opac</dev:code>",
            "Stop-SekishoInstance -Name parks-gis</dev:code>",
            "Stop-SekishoInstance: the examples differ",
        ),
    ],
    "topic_is_there": [
        (
            "no topic",
            "ja-JP/about_Sekisho.help.txt",
            "    about_Sekisho\n",
            "    about\n",
            "ja-JP/about_Sekisho.help.txt: is no topic",
        ),
    ],
    "routes": [
        (
            "a call that is not there",
            "Private/Api.ps1",
            "-Path 'instances'",
            "-Path 'servers'",
            "Api.ps1: no call /servers in the pages",
        ),
    ],
    "members": [
        (
            "a member that no answer has",
            "Private/Api.ps1",
            "$answer.Body['decision_id']",
            "$answer.Body['desicion_id']",
            "Api.ps1: no member `desicion_id` in the pages",
        ),
        (
            "a member that no call takes",
            CONNECT,
            "new_password = ",
            "newPassword = ",
            "Connect-Sekisho.ps1: no member `newPassword` in the pages",
        ),
    ],
    "changes_are_never_sent_twice": [
        (
            "a connection that is kept",
            "Private/Request.ps1",
            "$request.Headers.ConnectionClose = $true",
            "$request.Headers.ConnectionClose = $false",
            "Request.ps1: required `$request.Headers.ConnectionClose = $true`",
        ),
        (
            "a change in a loop",
            "Private/Change.ps1",
            "    foreach ($change in @(Request-SekishoChange -Order $order)) {",
            "    while ($true) {\n        Request-SekishoChange -Order $order",
            "Change.ps1: a change is asked for in a loop",
        ),
    ],
    "no_name_holds_another": [
        (
            "a name that others hold",
            "en-US/SekishoInstance-help.xml",
            "",
            "",
            "SekishoInstance-help.xml is held in Sekisho.Get-SekishoInstance-help.xml",
        ),
    ],
    "agrees_with_the_command_line": [
        (
            "a failure that nobody can know of",
            "Private/Api.ps1",
            "'audit_unavailable', ",
            "'aws_failed', 'audit_unavailable', ",
            "Api.ps1: other codes say that nothing was done than in the command line",
        ),
        (
            "other signs of production",
            ENGLISH,
            "@('prod', ",
            "@('live', 'prod', ",
            "other values say that a server is in production than in the command line",
        ),
        (
            "another pace",
            "Private/Wait.ps1",
            "$settle = 20",
            "$settle = 2",
            "Wait.ps1: looks at another pace than the command line",
        ),
    ],
}
