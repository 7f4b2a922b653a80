# Which servers of a list are meant.

function Select-SekishoInstance {
    # Those that fit everything that was given.
    param(
        [object[]] $Instance = @(),
        [string[]] $Name,
        [string[]] $InstanceId = @(),
        [string] $Words,
        [string[]] $State,
        [System.Collections.IDictionary] $Tag
    )
    foreach ($one in $Instance) {
        $fits = $InstanceId.Count -eq 0 -or $InstanceId -ccontains $one.InstanceId
        $fits = $fits -and ($null -eq $Name -or (Test-SekishoName -Instance $one -Name $Name))
        $fits = $fits -and ($null -eq $State -or $one.State -in $State)
        $fits = $fits -and ($null -eq $Tag -or (Test-SekishoTag -Instance $one -Tag $Tag))
        if ($fits -and (Test-SekishoWord -Instance $one -Words $Words)) {
            $one
        }
    }
}

function Test-SekishoName {
    # Whether its name is one of these, which may have wildcards, or its id.
    param(
        [Parameter(Mandatory = $true)] [pscustomobject] $Instance,
        [Parameter(Mandatory = $true)] [string[]] $Name
    )
    foreach ($pattern in $Name) {
        if ($Instance.Name -like $pattern -or $Instance.InstanceId -ceq $pattern) {
            return $true
        }
    }
    $false
}

function Get-SekishoMissing {
    # What was asked for by a whole name or an id, and is not in the list.
    param(
        [object[]] $Found = @(),
        [string[]] $Name,
        [string[]] $InstanceId = @()
    )
    $names = @($Found | ForEach-Object -Process { $_.Name })
    $ids = @($Found | ForEach-Object -Process { $_.InstanceId })
    foreach ($one in $Name) {
        $isThere = $one -in $names -or $ids -ccontains $one
        if (-not $isThere -and -not [System.Management.Automation.WildcardPattern]::ContainsWildcardCharacters($one)) {
            $one
        }
    }
    foreach ($one in $InstanceId) {
        if (-not ($ids -ccontains $one)) {
            $one
        }
    }
}
