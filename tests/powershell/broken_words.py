"""The module with one change each in what it says, shows or sends, and what has to be said of it."""

STOP = "Public/Stop-SekishoInstance.ps1"
ENGLISH = "en-US/Sekisho.Messages.psd1"
JAPANESE = "ja-JP/Sekisho.Messages.psd1"
HELP = "ja-JP/Sekisho.Stop-SekishoInstance-help.xml"
CONNECT = "Public/Connect-Sekisho.ps1"

# For each rule: what is broken, the file, what stands there, what stands there instead, and the beginning
# of what is said, without the number of the line.
BROKEN = {
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
            "-Argument $Count, $most",
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
            "another most",
            "Private/Plan.ps1",
            "$most = 100",
            "$most = 1000",
            "Plan.ps1: takes another number at once than the command line",
        ),
        (
            "other ids",
            "Private/Plan.ps1",
            " -or $Text -clike 'service:*'",
            "",
            "Plan.ps1: takes other texts for ids than the command line",
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
