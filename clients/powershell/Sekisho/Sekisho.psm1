# Starts and stops servers through the API of Sekisho. What somebody may do is decided there; nothing
# here decides anything.

Set-StrictMode -Version 3.0

# Windows PowerShell has these beside it, not in it.
if ($PSVersionTable.PSVersion.Major -lt 6) {
    Add-Type -AssemblyName 'System.Net.Http'
    Add-Type -AssemblyName 'System.Runtime.Serialization'
    Add-Type -AssemblyName 'System.Xml.Linq'
}

# Who is signed in. Tokens are here and nowhere else: they are gone with the process.
$script:Session = $null

# One of the two that there are: of another language there would be no words at all.
$language = 'en-US'
if ($PSUICulture -eq 'ja' -or $PSUICulture -like 'ja-*') {
    $language = 'ja-JP'
}
Import-LocalizedData -BindingVariable 'Words' -BaseDirectory $PSScriptRoot -FileName 'Sekisho.Messages.psd1' -UICulture $language

foreach ($folder in 'Private', 'Public') {
    $path = Join-Path -Path $PSScriptRoot -ChildPath $folder
    foreach ($file in Get-ChildItem -Path $path -Filter '*.ps1') {
        . $file.FullName
    }
}
