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
        # What may be changed need not be seen: the API knows.
        if (Test-SekishoId -Text $Name) {
            return $Name
        }
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

function Test-SekishoId {
    # Whether it begins as an id does: of an instance, a database or a service.
    param([Parameter(Mandatory = $true)] [string] $Text)
    $Text -clike 'i-*' -or $Text -clike 'db:*' -or $Text -clike 'service:*'
}

function Assert-SekishoFew {
    # Whether one request takes as many. More are not cut into several: the order of tiers holds within one.
    param([Parameter(Mandatory = $true)] [int] $Count)
    # SOURCE: docs/api.md, `instance_ids`.
    $most = 100
    if ($Count -gt $most) {
        $message = Format-SekishoText -Key 'TooMany' -Argument $Count, $most
        throw (New-SekishoError -Code 'too_many' -Message $message)
    }
}

function New-SekishoOrder {
    # What the API is asked, by ids. What can be done is done; the rest keeps nothing back.
    param(
        [Parameter(Mandatory = $true)] [string] $Action,
        [Parameter(Mandatory = $true)] [string[]] $InstanceId,
        [bool] $IsDry
    )
    Assert-SekishoFew -Count $InstanceId.Count
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
    $areIds = $null -eq $Tag
    foreach ($one in $Name) {
        $areIds = $areIds -and (Test-SekishoId -Text $one)
    }
    foreach ($id in $InstanceId) {
        if (-not (Test-SekishoId -Text $id)) {
            $message = Format-SekishoText -Key 'InvalidId' -Argument (ConvertTo-SekishoPlainText -Text $id)
            throw (New-SekishoError -Code 'invalid_id' -Outcome 'invalid' -Message $message -Target $id)
        }
        if (-not $ids.Contains($id)) {
            $ids.Add($id)
        }
    }
    $seen = @(Get-SekishoVisible -AreIds $areIds)
    foreach ($one in $Name) {
        $id = Resolve-SekishoName -Name $one -Seen $seen
        if (-not $ids.Contains($id)) {
            $ids.Add($id)
        }
    }
    if ($null -ne $Tag) {
        # Keys that differ in upper and lower case are several, as they are for AWS: one lost would mean more servers.
        $tags = [System.Collections.Specialized.OrderedDictionary]::new()
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
