# The calls of the API, in the name of whoever is signed in.

function Invoke-SekishoApi {
    # A call with the token; once more with a fresh one if this one is over.
    param(
        [Parameter(Mandatory = $true)] [string] $Method,
        [Parameter(Mandatory = $true)] [string] $Path,
        [System.Collections.IDictionary] $Body = $null,
        [switch] $IsChange
    )
    $session = Get-SekishoSession
    $uri = Join-SekishoUri -Uri $session.Uri -Path $Path
    # Soon over is over: the call itself takes time.
    $isOver = $null -ne $session.ExpiresAt -and $session.ExpiresAt -lt [datetime]::UtcNow.AddSeconds(30)
    if ($isOver -and $null -ne $session.RefreshToken) {
        Update-SekishoSession -Session $session
    }
    foreach ($isLast in $false, $true) {
        try {
            $answer = Send-SekishoRequest -Client $session.Client -Method $Method -Uri $uri -Token $session.AccessToken -Body $Body
        }
        catch {
            if ($IsChange) {
                throw (New-SekishoUnanswered -Cause $_.Exception.Message -InstanceId $Body['instance_ids'])
            }
            throw
        }
        if ($answer.Status -ne 401) {
            return $answer
        }
        # Whoever is not known has had nothing done: to ask once more does nothing twice.
        if (-not $isLast) {
            Update-SekishoSession -Session $session
        }
    }
    throw (New-SekishoError -Code 'session_ended' -Message (Format-SekishoText -Key 'SessionEnded') -Target $session.Uri)
}

function New-SekishoUnanswered {
    # A change of which nobody knows whether it was done.
    param(
        [Parameter(Mandatory = $true)] [string] $Cause,
        [string[]] $InstanceId = @()
    )
    $message = Format-SekishoText -Key 'Unanswered' -Argument $Cause
    New-SekishoError -Code 'unanswered' -Message $message -Target $InstanceId
}

function Get-SekishoList {
    # The servers that may be seen, as they are at this moment, and whether these are all.
    $answer = Invoke-SekishoApi -Method 'GET' -Path 'instances'
    Assert-SekishoTold -Answer $answer
    $instances = @(foreach ($told in $answer.Body['instances']) { ConvertTo-SekishoInstance -Told $told })
    [pscustomobject] @{
        IsComplete = $answer.Body['complete'] -eq $true
        Instances = $instances
    }
}

function Request-SekishoChange {
    # What became of a change, or would.
    param([Parameter(Mandatory = $true)] [System.Collections.IDictionary] $Order)
    $isDry = [bool] $Order['dry_run']
    $answer = Invoke-SekishoApi -Method 'POST' -Path 'actions' -Body $Order -IsChange:(-not $isDry)
    $isTold = $answer.Body['instances'] -is [array]
    # Codes of failures that say that nothing was done. SOURCE: docs/api.md, docs/deploy.md.
    $nothingDone = 'audit_unavailable', 'authorizer_unavailable', 'fleet_unavailable', 'keys_unavailable', 'policy_unavailable'
    # Whoever stands between gave up, or failed: nobody knows what was done.
    if ($answer.Status -ge 500 -and -not $isDry -and -not $isTold -and $answer.Body['code'] -notin $nothingDone) {
        throw (New-SekishoUnanswered -Cause ([string] $answer.Status) -InstanceId $Order['instance_ids'])
    }
    Assert-SekishoTold -Answer $answer
    $reference = ConvertTo-SekishoPlainText -Text $answer.Body['decision_id']
    foreach ($told in $answer.Body['instances']) {
        ConvertTo-SekishoChange -Told $told -Action $Order['action'] -DecisionId $reference
    }
}

function Assert-SekishoTold {
    # What became of each server is an answer, whatever the status says of the whole.
    param([Parameter(Mandatory = $true)] [pscustomobject] $Answer)
    if ($Answer.Body['instances'] -is [array]) {
        return
    }
    if ($Answer.Status -lt 300) {
        $message = Format-SekishoText -Key 'UnreadableAnswer' -Argument $Answer.Status
        throw (New-SekishoError -Code 'unreadable_answer' -Message $message)
    }
    throw (New-SekishoRefusal -Status $Answer.Status -Body $Answer.Body)
}
