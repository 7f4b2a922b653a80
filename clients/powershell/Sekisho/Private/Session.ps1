# Who is signed in.

function Get-SekishoSession {
    if ($null -eq $script:Session) {
        throw (New-SekishoError -Code 'not_connected' -Message (Format-SekishoText -Key 'NotConnected'))
    }
    $script:Session
}

function Join-SekishoUri {
    param(
        [Parameter(Mandatory = $true)] [uri] $Uri,
        [Parameter(Mandatory = $true)] [string] $Path
    )
    [uri] ($Uri.AbsoluteUri.TrimEnd('/') + '/' + $Path)
}

function Send-SekishoSignIn {
    # A call without a token: the body of its answer, or what it says.
    param(
        [Parameter(Mandatory = $true)] [System.Net.Http.HttpClient] $Client,
        [Parameter(Mandatory = $true)] [uri] $Uri,
        [Parameter(Mandatory = $true)] [string] $Path,
        [Parameter(Mandatory = $true)] [AllowEmptyCollection()] [System.Collections.IDictionary] $Body
    )
    $answer = Send-SekishoRequest -Client $Client -Method 'POST' -Uri (Join-SekishoUri -Uri $Uri -Path $Path) -Body $Body
    if ($answer.Status -ne 200) {
        throw (New-SekishoRefusal -Status $answer.Status -Body $answer.Body)
    }
    $answer.Body
}

function ConvertTo-SekishoToken {
    # A token of an answer; nothing where it has none, or another text than this.
    param(
        [Parameter(Mandatory = $true)] [System.Collections.IDictionary] $Held,
        [string] $Pattern = '\S'
    )
    if ($Held['Text'] -is [string] -and $Held['Text'] -match $Pattern) {
        return ConvertTo-SekishoSecret -Held $Held
    }
    $null
}

function Set-SekishoToken {
    # Takes the tokens of an answer into a session. Whether there were any.
    param(
        [Parameter(Mandatory = $true)] [pscustomobject] $Session,
        [Parameter(Mandatory = $true)] [AllowEmptyCollection()] [System.Collections.IDictionary] $Body
    )
    # It goes into a header. SOURCE: RFC 6750, section 2.1, `b64token`.
    $access = ConvertTo-SekishoToken -Held @{ Text = $Body['access_token'] } -Pattern '\A[A-Za-z0-9._~+/-]+=*\z'
    if ($null -eq $access) {
        return $false
    }
    $Session.AccessToken = $access
    $refresh = ConvertTo-SekishoToken -Held @{ Text = $Body['refresh_token'] }
    if ($null -ne $refresh) {
        $Session.RefreshToken = $refresh
    }
    $Session.ExpiresAt = $null
    if ($Body['expires_in'] -is [double]) {
        $Session.ExpiresAt = [datetime]::UtcNow.AddSeconds($Body['expires_in'])
    }
    $true
}

function Update-SekishoSession {
    # Has the token renewed.
    param([Parameter(Mandatory = $true)] [pscustomobject] $Session)
    $over = New-SekishoError -Code 'session_ended' -Message (Format-SekishoText -Key 'SessionEnded') -Target $Session.Uri
    if ($null -eq $Session.RefreshToken) {
        throw $over
    }
    $body = [ordered] @{ refresh_token = ConvertFrom-SekishoSecret -Secret $Session.RefreshToken }
    try {
        $told = Send-SekishoSignIn -Client $Session.Client -Uri $Session.Uri -Path 'auth/refresh' -Body $body
    }
    catch {
        # Whoever is only told to wait is still signed in.
        if ($_.Exception.Data['SekishoStatus'] -in 400, 401) {
            throw $over
        }
        throw
    }
    if (-not (Set-SekishoToken -Session $Session -Body $told)) {
        throw $over
    }
}

function Remove-SekishoSession {
    # Forgets who is signed in. The API has no call that takes a token back.
    $old = $script:Session
    $script:Session = $null
    if ($null -ne $old) {
        $old.Client.Dispose()
        $old.AccessToken.Dispose()
        if ($null -ne $old.RefreshToken) {
            $old.RefreshToken.Dispose()
        }
    }
}
