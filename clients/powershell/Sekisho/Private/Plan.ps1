# What a change would do, before it is asked for.

function Resolve-SekishoName {
    # The id of the one server of this name or id. A name that several have is not guessed.
    param(
        [Parameter(Mandatory = $true)] [string] $Name,
        [object[]] $Seen = @()
    )
    if (@($Seen | Where-Object -FilterScript { $_.InstanceId -ceq $Name }).Count -gt 0) {
        return $Name
    }
    $named = @($Seen | Where-Object -FilterScript { $_.Name -ceq $Name })
    $shown = ConvertTo-SekishoPlainText -Text $Name
    if ($named.Count -eq 0) {
        $message = Format-SekishoText -Key 'UnknownName' -Argument $shown
        throw (New-SekishoError -Code 'unknown_name' -Outcome 'not_found' -Message $message -Target $Name)
    }
    if ($named.Count -gt 1) {
        $ids = ($named | ForEach-Object -Process { $_.InstanceId }) -join ', '
        $message = Format-SekishoText -Key 'SeveralOfName' -Argument $named.Count, $shown, $ids
        throw (New-SekishoError -Code 'several_of_name' -Outcome 'invalid' -Message $message -Target $Name)
    }
    $named[0].InstanceId
}

function New-SekishoOrder {
    # What the API is asked, by ids. What can be done is done; the rest keeps nothing back.
    param(
        [Parameter(Mandatory = $true)] [string] $Action,
        [Parameter(Mandatory = $true)] [string[]] $InstanceId,
        [bool] $IsDry
    )
    # SOURCE: docs/api.md, `instance_ids`.
    $most = 100
    if ($InstanceId.Count -gt $most) {
        $message = Format-SekishoText -Key 'TooMany' -Argument $InstanceId.Count, $most
        throw (New-SekishoError -Code 'too_many' -Message $message)
    }
    [ordered] @{ action = $Action; instance_ids = $InstanceId; partial = $true; dry_run = $IsDry }
}

function Get-SekishoVisible {
    # What may be seen. Whoever may see nothing can still change by ids what the policy lets them.
    param([bool] $AreIds)
    try {
        (Get-SekishoList).Instances
    }
    catch {
        if (-not $AreIds -or $_.Exception.Data['SekishoStatus'] -ne 403) {
            throw
        }
    }
}

function Get-SekishoPlan {
    # Asks what would be done, and does nothing.
    param(
        [Parameter(Mandatory = $true)] [string] $Action,
        [string[]] $InstanceId = @(),
        [string[]] $Name = @(),
        [System.Collections.IDictionary] $Tag = $null
    )
    $ids = [System.Collections.Generic.List[string]]::new()
    $seen = @(Get-SekishoVisible -AreIds ($InstanceId.Count -gt 0))
    foreach ($id in $InstanceId) {
        if (-not ($id -clike 'i-*' -or $id -clike 'db:*' -or $id -clike 'service:*')) {
            $message = Format-SekishoText -Key 'InvalidId' -Argument (ConvertTo-SekishoPlainText -Text $id)
            throw (New-SekishoError -Code 'invalid_id' -Outcome 'invalid' -Message $message -Target $id)
        }
        if (-not $ids.Contains($id)) {
            $ids.Add($id)
        }
    }
    foreach ($one in $Name) {
        $id = Resolve-SekishoName -Name $one -Seen $seen
        if (-not $ids.Contains($id)) {
            $ids.Add($id)
        }
    }
    if ($null -ne $Tag) {
        $tags = [ordered] @{}
        foreach ($wanted in $Tag.GetEnumerator()) {
            $tags[[string] $wanted.Key] = [string[]] @($wanted.Value)
        }
        $order = [ordered] @{ action = $Action; tags = $tags; dry_run = $true }
    }
    else {
        $order = New-SekishoOrder -Action $Action -InstanceId $ids.ToArray() -IsDry $true
    }
    $told = @(Request-SekishoChange -Order $order)
    [pscustomobject] @{
        Action = $Action
        Seen = $seen
        Planned = @($told | Where-Object -FilterScript { $_.Outcome -eq 'planned' })
        Others = @($told | Where-Object -FilterScript { $_.Outcome -ne 'planned' })
    }
}

function Get-SekishoQuestion {
    # What would be done to one server, the question, and what follows for those who use it.
    param(
        [Parameter(Mandatory = $true)] [pscustomobject] $Plan,
        [Parameter(Mandatory = $true)] [pscustomobject] $Change
    )
    $words = $script:Words['Changes'][$Plan.Action]
    $server = '{0} ({1})' -f $Change.Name, $Change.InstanceId
    $parts = @(($words['Question'] -f $server), $words['Consequence'])
    $instance = @($Plan.Seen | Where-Object -FilterScript { $_.InstanceId -ceq $Change.InstanceId })
    if ($Plan.Action -ne 'start' -and $instance.Count -gt 0 -and (Test-SekishoProduction -Instance $instance[0])) {
        $parts += Format-SekishoText -Key 'Production'
    }
    [pscustomobject] @{
        What = $words['What'] -f $server
        Question = $parts -join "`n"
        Caption = Format-SekishoText -Key 'Caption'
    }
}
