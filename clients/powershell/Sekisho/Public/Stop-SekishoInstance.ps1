function Stop-SekishoInstance {
    # .EXTERNALHELP ../Sekisho.Stop-SekishoInstance-help.xml
    [CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'High', DefaultParameterSetName = 'Id')]
    [OutputType('Sekisho.Change', 'Sekisho.Instance')]
    param(
        [Parameter(Mandatory = $true, ValueFromPipeline = $true, ValueFromPipelineByPropertyName = $true, ParameterSetName = 'Id')]
        [Alias('Id')]
        [ValidateNotNullOrEmpty()]
        [string[]] $InstanceId,

        [Parameter(Mandatory = $true, Position = 0, ParameterSetName = 'Name')]
        [ValidateNotNullOrEmpty()]
        [string[]] $Name,

        [Parameter(Mandatory = $true, ParameterSetName = 'Tag')]
        [ValidateNotNull()]
        [System.Collections.IDictionary] $Tag,

        [Parameter()]
        [switch] $Wait,

        [Parameter()]
        [ValidateRange(1, 3600)]
        [int] $TimeoutSeconds = 300,

        [Parameter()]
        [switch] $PassThru
    )
    begin {
        $ids = [System.Collections.Generic.List[string]]::new()
    }
    process {
        foreach ($id in $InstanceId) {
            $ids.Add($id)
        }
    }
    end {
        try {
            # Nothing came through the pipeline.
            if ($PSCmdlet.ParameterSetName -eq 'Id' -and $ids.Count -eq 0) {
                return
            }
            $plan = Get-SekishoPlan -Action 'stop' -InstanceId $ids.ToArray() -Name $Name -Tag $Tag
            # Nobody is asked about what cannot be asked for.
            if (-not $WhatIfPreference) {
                Assert-SekishoFew -Count $plan.Planned.Count
            }
            $meant = [System.Collections.Generic.List[string]]::new()
            foreach ($change in $plan.Planned) {
                $asked = Get-SekishoQuestion -Plan $plan -Change $change
                if ($PSCmdlet.ShouldProcess($asked.What, $asked.Question, $asked.Caption)) {
                    $meant.Add($change.InstanceId)
                }
            }
            if ($WhatIfPreference) {
                $plan.Planned
                $plan.Others
                return
            }
            $seconds = 0
            if ($Wait -or $PSBoundParameters.ContainsKey('TimeoutSeconds')) {
                $seconds = $TimeoutSeconds
            }
            Invoke-SekishoPlan -Plan $plan -InstanceId $meant.ToArray() -WaitSeconds $seconds -PassThru $PassThru.IsPresent | ForEach-Object -Process {
                if ($_ -is [System.Management.Automation.ErrorRecord]) {
                    $PSCmdlet.WriteError($_)
                }
                else {
                    $_
                }
            }
        }
        catch {
            $PSCmdlet.ThrowTerminatingError($_)
        }
    }
}
