function Connect-Sekisho {
    # .EXTERNALHELP ../Sekisho.Connect-Sekisho-help.xml
    [CmdletBinding(DefaultParameterSetName = 'Credential')]
    [OutputType('Sekisho.Session')]
    param(
        [Parameter(Mandatory = $true, Position = 0)]
        [uri] $Uri,

        [Parameter(Mandatory = $true, Position = 1, ParameterSetName = 'Credential')]
        [System.Management.Automation.Credential()]
        [pscredential] $Credential,

        [Parameter(Mandatory = $true, ParameterSetName = 'UserName')]
        [string] $UserName,

        [Parameter(Mandatory = $true, ParameterSetName = 'UserName')]
        [System.Security.SecureString] $Password,

        [Parameter()]
        [System.Security.SecureString] $NewPassword,

        [Parameter()]
        [uri] $Proxy,

        [Parameter()]
        [pscredential] $ProxyCredential,

        [Parameter()]
        [switch] $ProxyUseDefaultCredentials
    )
    end {
        $client = $null
        try {
            if ($PSCmdlet.ParameterSetName -eq 'Credential') {
                $UserName = $Credential.UserName
                $Password = $Credential.Password
            }
            $api = Resolve-SekishoUri -Uri $Uri
            $way = New-SekishoProxy -Api $api -Proxy $Proxy -ProxyCredential $ProxyCredential -UseDefaultCredentials $ProxyUseDefaultCredentials.IsPresent
            $client = New-SekishoClient -Proxy $way
            $body = [ordered] @{ username = $UserName; password = ConvertFrom-SekishoSecret -Secret $Password }
            $told = Send-SekishoSignIn -Client $client -Uri $api -Path 'auth/sign-in' -Body $body
            if ($told['challenge'] -eq 'new_password_required') {
                # The present one was only lent.
                if ($null -eq $NewPassword) {
                    Write-Warning -Message (Format-SekishoText -Key 'ChooseNewPassword')
                    $NewPassword = Read-SekishoNewPassword
                }
                $body = [ordered] @{
                    username = $UserName
                    new_password = ConvertFrom-SekishoSecret -Secret $NewPassword
                    session = [string] $told['session']
                }
                $told = Send-SekishoSignIn -Client $client -Uri $api -Path 'auth/new-password' -Body $body
            }
            $session = [pscustomobject] @{
                Uri = $api
                UserName = $UserName
                Client = $client
                AccessToken = $null
                RefreshToken = $null
                ExpiresAt = $null
            }
            if (-not (Set-SekishoToken -Session $session -Body $told)) {
                $code = 'sign_in_unavailable'
                if ($null -ne $told['challenge']) {
                    $code = 'unsupported_challenge'
                }
                throw (New-SekishoError -Code $code -Message (Get-SekishoAnswerText -Code $code) -Status 503)
            }
            Remove-SekishoSession
            $script:Session = $session
            # From here on it is the session's.
            $client = $null
            [pscustomobject] @{
                PSTypeName = 'Sekisho.Session'
                Uri = $session.Uri
                UserName = $session.UserName
            }
        }
        catch {
            $PSCmdlet.ThrowTerminatingError($_)
        }
        finally {
            if ($null -ne $client) {
                $client.Dispose()
            }
        }
    }
}
