# Starts and stops servers through the API of Sekisho. What somebody may do is decided there; nothing
# here decides anything.

Set-StrictMode -Version 3.0

# One of the two that there are: of another language there would be no words at all.
$language = 'en-US'
if ($PSUICulture -eq 'ja' -or $PSUICulture -like 'ja-*') {
    $language = 'ja-JP'
}
Import-LocalizedData -BindingVariable 'Words' -BaseDirectory $PSScriptRoot -FileName 'Sekisho.Messages.psd1' -UICulture $language

# In another mode types of .NET are closed to scripts: no call could be sent. This is the mode of this file, whatever
# that of the session is. Said before anything that would fail in words of its own.
if ($ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') {
    $found = $script:Words['LanguageMode'] -f $ExecutionContext.SessionState.LanguageMode
    Write-Error -Message $found -ErrorId 'constrained_language' -Category PermissionDenied -ErrorAction Stop
}

# Windows PowerShell has these beside it, not in it.
if ($PSVersionTable.PSVersion.Major -lt 6) {
    Add-Type -AssemblyName 'System.Net.Http'
    Add-Type -AssemblyName 'System.Runtime.Serialization'
    Add-Type -AssemblyName 'System.Xml.Linq'
}

# Who is signed in. Tokens are here and nowhere else: they are gone with the process.
$script:Session = $null

foreach ($folder in 'Private', 'Public') {
    $path = Join-Path -Path $PSScriptRoot -ChildPath $folder
    foreach ($file in Get-ChildItem -Path $path -Filter '*.ps1') {
        . $file.FullName
    }
}

# By their names, beside the manifest: where an application control policy is in force, PowerShell refuses a module
# that reads other files and leaves to wildcards what it exports.
$exported = @(
    'Connect-Sekisho'
    'Disconnect-Sekisho'
    'Get-SekishoInstance'
    'Restart-SekishoInstance'
    'Start-SekishoInstance'
    'Stop-SekishoInstance'
)
Export-ModuleMember -Function $exported
