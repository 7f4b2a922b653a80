function Get-SekishoInstance {
    # .EXTERNALHELP ../Sekisho.Get-SekishoInstance-help.xml
    [CmdletBinding()]
    [OutputType('Sekisho.Instance')]
    param(
        [Parameter(Position = 0)]
        [SupportsWildcards()]
        [ValidateNotNullOrEmpty()]
        [string[]] $Name,

        [Parameter(ValueFromPipelineByPropertyName = $true)]
        [Alias('Id')]
        [ValidateNotNullOrEmpty()]
        [string[]] $InstanceId,

        [Parameter()]
        [string] $Filter = '',

        [Parameter()]
        [ValidateNotNullOrEmpty()]
        [string[]] $State,

        [Parameter()]
        [System.Collections.IDictionary] $Tag
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
            # Nothing came through the pipeline: that is none, and not all.
            if ($PSCmdlet.MyInvocation.ExpectingInput -and $ids.Count -eq 0) {
                return
            }
            $list = Get-SekishoList
            if (-not $list.IsComplete) {
                Write-Warning -Message (Format-SekishoText -Key 'Incomplete')
            }
            $found = @(Select-SekishoInstance -Instance $list.Instances -Name $Name -InstanceId $ids.ToArray() -Words $Filter -State $State -Tag $Tag)
            $found
            foreach ($missing in @(Get-SekishoMissing -Found $list.Instances -Name $Name -InstanceId $ids.ToArray())) {
                $message = Format-SekishoText -Key 'UnknownName' -Argument (ConvertTo-SekishoPlainText -Text $missing)
                $PSCmdlet.WriteError((New-SekishoError -Code 'unknown_name' -Outcome 'not_found' -Message $message -Target $missing))
            }
        }
        catch {
            $PSCmdlet.ThrowTerminatingError($_)
        }
    }
}
