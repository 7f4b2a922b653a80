# A change: what is asked for, and what became of it.

function New-SekishoChangeError {
    # The error of one server, with what became of it as its target.
    param([Parameter(Mandatory = $true)] [pscustomobject] $Change)
    $message = Format-SekishoText -Key 'ChangeError' -Argument $Change.Name, $Change.Message, $Change.DecisionId
    New-SekishoError -Code $Change.Code -Outcome $Change.Outcome -Message $message -Target $Change
}

function Test-SekishoGood {
    # Whether it is as it was asked for, or on its way so far as anybody knows.
    param([Parameter(Mandatory = $true)] [pscustomobject] $Change)
    $Change.Code -ne 'unanswered' -and $Change.Outcome -in 'already', 'reached', 'requested', 'still_going'
}

function Invoke-SekishoPlan {
    # Carries out what was meant of a plan. Writes what went well, and an error record for each of the others.
    param(
        [Parameter(Mandatory = $true)] [pscustomobject] $Plan,
        [string[]] $InstanceId = @(),
        [int] $WaitSeconds = 0,
        [bool] $PassThru
    )
    $good = [System.Collections.Generic.List[object]]::new()
    $seen = @()
    try {
        Complete-SekishoPlan -Plan $Plan -InstanceId $InstanceId -WaitSeconds $WaitSeconds | ForEach-Object -Process {
            if (-not (Test-SekishoGood -Change $_)) {
                New-SekishoChangeError -Change $_
            }
            else {
                $good.Add($_)
                if (-not $PassThru) {
                    $_
                }
            }
        }
        if ($PassThru -and $good.Count -gt 0) {
            $seen = @(Get-SekishoVisible -AreIds $true)
        }
    }
    catch {
        # What was done is told all the same, before the error.
        if ($PassThru) {
            $good
        }
        throw
    }
    if ($PassThru) {
        foreach ($change in $good) {
            $instance = @($seen | Where-Object -FilterScript { $_.InstanceId -ceq $change.InstanceId })
            if ($instance.Count -gt 0) {
                $instance[0]
            }
            else {
                # It is not in the list, or no more: what is known of it is what became of it.
                $change
            }
        }
    }
}

function Complete-SekishoPlan {
    # What became of each server of a plan. What will not change is an answer already.
    param(
        [Parameter(Mandatory = $true)] [pscustomobject] $Plan,
        [string[]] $InstanceId = @(),
        [int] $WaitSeconds = 0
    )
    $Plan.Others
    if ($InstanceId.Count -eq 0) {
        return
    }
    # By their ids: what is done is what was shown, whatever else carries the tags by now.
    $order = New-SekishoOrder -Action $Plan.Action -InstanceId $InstanceId -IsDry $false
    $watched = [System.Collections.Generic.List[object]]::new()
    foreach ($change in @(Request-SekishoChange -Order $order)) {
        if ($WaitSeconds -gt 0 -and $change.Outcome -in 'requested', 'still_going') {
            $watched.Add($change)
        }
        else {
            $change
        }
    }
    if ($watched.Count -gt 0) {
        Wait-SekishoChange -Action $Plan.Action -Change $watched.ToArray() -Seconds $WaitSeconds
    }
}
