"""The module with one secret each where Windows would log it, and what has to be said of it."""

CONNECT = "Public/Connect-Sekisho.ps1"
JSON = "Private/Json.ps1"
REQUEST = "Private/Request.ps1"
SESSION = "Private/Session.ps1"

# For each rule: what is broken, the file, what stands there, what stands there instead, and the beginning
# of what is said, without the number of the line.
BROKEN = {
    "logged_parameters": [
        (
            "the bytes of an answer",
            JSON,
            "[System.IO.Stream] $Stream",
            "[byte[]] $Stream",
            "Json.ps1: $Stream: a byte[] would be in the log",
        ),
        (
            "a list of bytes",
            REQUEST,
            "[System.IO.Stream] $Stream",
            "[System.Collections.Generic.List[byte]] $Stream",
            "Request.ps1: $Stream: a System.Collections.Generic.List[byte] would be in the log",
        ),
        (
            "the letters of a secret",
            "Private/Secret.ps1",
            "[System.Collections.IDictionary] $Held",
            "[char[]] $Held",
            "Secret.ps1: $Held: a char[] would be in the log",
        ),
        (
            "an answer as XML",
            JSON,
            "[System.Collections.IDictionary] $Held",
            "[System.Xml.Linq.XElement] $Held",
            "Json.ps1: $Held: a System.Xml.Linq.XElement would be in the log",
        ),
        (
            "a call with its header",
            REQUEST,
            "[System.Net.Http.HttpClient] $Client",
            "[System.Net.Http.HttpRequestMessage] $Client",
            "Request.ps1: $Client: a System.Net.Http.HttpRequestMessage would be in the log",
        ),
        (
            "a password in plain text",
            CONNECT,
            "[System.Security.SecureString] $Password",
            "[string] $Password",
            "Connect-Sekisho.ps1: $Password: required a SecureString, found string",
        ),
        (
            "a token in plain text",
            REQUEST,
            "[System.Security.SecureString] $Token",
            "[string] $Token",
            "Request.ps1: $Token: required a SecureString, found string",
        ),
        (
            "a secret of any type",
            "Private/Secret.ps1",
            "[System.Security.SecureString] $Secret",
            "$Secret",
            "Secret.ps1: $Secret: required a SecureString, found object",
        ),
        (
            "tokens in plain text, of a function without a block of parameters",
            "Private/Session.ps1",
            "function Get-SekishoSession {",
            "function Get-SekishoSession ([string[]] $RefreshToken) {",
            "Session.ps1: $RefreshToken: required a SecureString, found string[]",
        ),
    ],
    "logged_values": [
        (
            "a token made plain for a command",
            REQUEST,
            "$text = ConvertFrom-SekishoSecret -Secret $Token",
            "$text = ConvertTo-SekishoPlainText -Text (ConvertFrom-SekishoSecret -Secret $Token)",
            "Request.ps1: `ConvertTo-SekishoPlainText`: `(ConvertFrom-SekishoSecret -Secret $Token)` would be in the log",
        ),
        (
            "a token of an answer outside a table",
            SESSION,
            "-Held @{ Text = $Body['refresh_token'] }",
            "-Held $Body['refresh_token']",
            "Session.ps1: `ConvertTo-SekishoToken`: `$Body['refresh_token']` would be in the log",
        ),
        (
            "a password through a pipeline",
            CONNECT,
            "password = ConvertFrom-SekishoSecret -Secret $Password",
            "password = ConvertFrom-SekishoSecret -Secret $Password | ForEach-Object -Process { $_ }",
            "Connect-Sekisho.ps1: `ConvertFrom-SekishoSecret -Secret $Password` would be in the log, through the pipeline",
        ),
        (
            "a token of an answer through a pipeline",
            SESSION,
            "    $Session.AccessToken = $access\n",
            "    $Session.AccessToken = $Body['access_token'] | ForEach-Object -Process { $_ }\n",
            "Session.ps1: `$Body['access_token']` would be in the log, through the pipeline",
        ),
    ],
}
