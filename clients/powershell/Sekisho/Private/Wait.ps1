# Looking until each server is where it should be. What was not seen is never said to be done.

function Complete-SekishoChange {
    # What became of one, with how looking for it ended.
    param(
        [Parameter(Mandatory = $true)] [pscustomobject] $Change,
        [Parameter(Mandatory = $true)] [string] $Code
    )
    $outcomes = @{ reached = 'reached'; fell_back = 'failed'; lost_sight = 'not_seen'; still_going = 'not_seen' }
    $Change.Outcome = $outcomes[$Code]
    $Change.Code = $Code
    $Change.Message = Get-SekishoEndText -Action $Change.Action -Code $Code
    $Change
}

function Get-SekishoEnd {
    # How looking for one has ended by what is seen now; nothing if it has not.
    param(
        [Parameter(Mandatory = $true)] [string] $Action,
        [Parameter(Mandatory = $true)] [pscustomobject] $Seen,
        [Parameter(Mandatory = $true)] [string] $InstanceId,
        [bool] $MayFallBack
    )
    $to = 'stopped'
    $from = 'running'
    if ($Action -eq 'start') {
        $to = 'running'
        $from = 'stopped'
    }
    $instance = @($Seen.Instances | Where-Object -FilterScript { $_.InstanceId -ceq $InstanceId })
    if ($instance.Count -eq 0) {
        if ($Seen.IsComplete) {
            return 'lost_sight'
        }
        return ''
    }
    if ($instance[0].State -eq $to) {
        return 'reached'
    }
    if ($instance[0].State -ne $from) {
        return 'moving'
    }
    if ($MayFallBack) {
        return 'fell_back'
    }
    ''
}

function Wait-SekishoChange {
    # Writes each server as soon as looking for it has ended.
    param(
        [Parameter(Mandatory = $true)] [string] $Action,
        [Parameter(Mandatory = $true)] [object[]] $Change,
        [Parameter(Mandatory = $true)] [int] $Seconds
    )
    $lookEvery = 3
    # A state from before a change was taken can be seen for a while after it.
    # SOURCE: EC2 API reference, "Eventual consistency"; the page of the console waits as long.
    $settle = 20
    $left = [System.Collections.Generic.List[object]]::new()
    foreach ($one in $Change) {
        $left.Add($one)
    }
    $moved = [System.Collections.Generic.HashSet[string]]::new()
    $activity = $script:Words['Changes'][$Action]['Progress']
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    try {
        while ($left.Count -gt 0 -and $clock.Elapsed.TotalSeconds -lt $Seconds) {
            $status = Format-SekishoText -Key 'Progress' -Argument $left.Count, $left[0].Name, ([int] $clock.Elapsed.TotalSeconds)
            Write-Progress -Activity $activity -Status $status
            Start-Sleep -Seconds $lookEvery
            try {
                $seen = Get-SekishoList
            }
            catch {
                # It passes, or the time is up.
                if (Test-SekishoErrorPasses -ErrorRecord $_) {
                    continue
                }
                # What was asked for is told all the same, before the error.
                foreach ($one in $left) {
                    Complete-SekishoChange -Change $one -Code 'still_going'
                }
                throw
            }
            foreach ($one in $left.ToArray()) {
                $mayFallBack = $moved.Contains($one.InstanceId) -or $clock.Elapsed.TotalSeconds -gt $settle
                $end = Get-SekishoEnd -Action $Action -Seen $seen -InstanceId $one.InstanceId -MayFallBack $mayFallBack
                if ($end -eq 'moving') {
                    [void] $moved.Add($one.InstanceId)
                }
                elseif ($end -ne '') {
                    [void] $left.Remove($one)
                    Complete-SekishoChange -Change $one -Code $end
                }
            }
        }
        foreach ($one in $left) {
            Complete-SekishoChange -Change $one -Code 'still_going'
        }
    }
    finally {
        Write-Progress -Activity $activity -Completed
    }
}
