# Passwords and tokens. What is held for longer than one call is held as a SecureString.

function ConvertTo-SekishoSecret {
    # Of the `Text` in a table: a text as a parameter would be in the log of Windows, where module logging is on.
    param([Parameter(Mandatory = $true)] [System.Collections.IDictionary] $Held)
    $secret = [System.Security.SecureString]::new()
    foreach ($letter in $Held['Text'].ToCharArray()) {
        $secret.AppendChar($letter)
    }
    $secret.MakeReadOnly()
    $secret
}

function ConvertFrom-SekishoSecret {
    # Its text, for the one call that it is sent with.
    param([Parameter(Mandatory = $true)] [System.Security.SecureString] $Secret)
    $pointer = [System.IntPtr]::Zero
    try {
        $pointer = [System.Runtime.InteropServices.Marshal]::SecureStringToBSTR($Secret)
        # By its length, since a text may hold a zero.
        [System.Runtime.InteropServices.Marshal]::PtrToStringBSTR($pointer)
    }
    finally {
        if ($pointer -ne [System.IntPtr]::Zero) {
            [System.Runtime.InteropServices.Marshal]::ZeroFreeBSTR($pointer)
        }
    }
}

function Read-SekishoNewPassword {
    # A new password, asked for twice.
    $chosen = Read-Host -AsSecureString -Prompt (Format-SekishoText -Key 'NewPassword')
    $again = Read-Host -AsSecureString -Prompt (Format-SekishoText -Key 'OnceMore')
    if ((ConvertFrom-SekishoSecret -Secret $chosen) -cne (ConvertFrom-SekishoSecret -Secret $again)) {
        throw (New-SekishoError -Code 'passwords_differ' -Outcome 'invalid' -Message (Format-SekishoText -Key 'PasswordsDiffer'))
    }
    $chosen
}
