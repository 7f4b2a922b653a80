function Disconnect-Sekisho {
    # .EXTERNALHELP ../Sekisho.Disconnect-Sekisho-help.xml
    [CmdletBinding()]
    param()
    end {
        try {
            Remove-SekishoSession
        }
        catch {
            $PSCmdlet.ThrowTerminatingError($_)
        }
    }
}
