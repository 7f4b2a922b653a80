@{
    RootModule = 'Sekisho.psm1'
    ModuleVersion = '0.1.0'
    GUID = '6f0d5c1e-8b7a-4f0e-9d53-2a7c41b6e8f4'
    Author = 'The authors of Sekisho'
    Copyright = 'MIT or Apache-2.0'
    Description = 'Starts and stops the servers of your department through the API of Sekisho.'
    PowerShellVersion = '5.1'
    CompatiblePSEditions = @('Desktop', 'Core')
    FormatsToProcess = @('Sekisho.Format.ps1xml')
    FunctionsToExport = @(
        'Connect-Sekisho'
        'Disconnect-Sekisho'
        'Get-SekishoInstance'
        'Restart-SekishoInstance'
        'Start-SekishoInstance'
        'Stop-SekishoInstance'
    )
    CmdletsToExport = @()
    VariablesToExport = @()
    AliasesToExport = @()
    PrivateData = @{
        PSData = @{
            Tags = @('AWS', 'EC2', 'PSEdition_Desktop', 'PSEdition_Core')
        }
    }
}
