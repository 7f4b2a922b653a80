# The connection to one API.

function Resolve-SekishoUri {
    # The address of the API, if a password may be sent there; without a slash at the end.
    param([Parameter(Mandatory = $true)] [uri] $Uri)
    $isFit = $false
    if ($Uri.IsAbsoluteUri) {
        $isPlain = $Uri.UserInfo -eq '' -and $Uri.Query -eq '' -and $Uri.Fragment -eq ''
        $isSafe = $Uri.Scheme -eq 'https' -or ($Uri.Scheme -eq 'http' -and (Test-SekishoLoopback -Name $Uri.DnsSafeHost))
        $isFit = $isPlain -and $isSafe
    }
    if (-not $isFit) {
        # What was typed is not repeated: there may be a password in it.
        throw (New-SekishoError -Code 'invalid_uri' -Outcome 'invalid' -Message (Format-SekishoText -Key 'InvalidUri'))
    }
    [uri] $Uri.AbsoluteUri.TrimEnd('/')
}

function Test-SekishoLoopback {
    # Whether a host is this machine, for sure: its name is asked of nobody.
    param([string] $Name)
    $address = $null
    if ($Name -eq 'localhost') {
        return $true
    }
    if ([System.Net.IPAddress]::TryParse($Name, [ref] $address)) {
        return [System.Net.IPAddress]::IsLoopback($address)
    }
    $false
}

function New-SekishoProxy {
    # The proxy that was asked for; nothing where none was.
    param(
        [Parameter(Mandatory = $true)] [uri] $Api,
        [uri] $Proxy,
        [pscredential] $ProxyCredential,
        [bool] $UseDefaultCredentials
    )
    if ($null -eq $Proxy) {
        if ($null -ne $ProxyCredential -or $UseDefaultCredentials) {
            throw (New-SekishoError -Code 'invalid_proxy' -Outcome 'invalid' -Message (Format-SekishoText -Key 'ProxyMissing'))
        }
        return $null
    }
    # Without TLS the proxy would read the password, and so would everybody on the way to it.
    # Before .NET 8 a proxy with https is an error, or is passed by without a word. SOURCE: dotnet/runtime, pull request 87638.
    $schemes = @('http')
    if ([System.Environment]::Version.Major -ge 8) {
        $schemes += 'https'
    }
    $isFit = $Proxy.IsAbsoluteUri -and $Proxy.Scheme -in $schemes -and $Proxy.UserInfo -eq '' -and $Api.Scheme -eq 'https'
    if (-not $isFit -or ($null -ne $ProxyCredential -and $UseDefaultCredentials)) {
        throw (New-SekishoError -Code 'invalid_proxy' -Outcome 'invalid' -Message (Format-SekishoText -Key 'InvalidProxy'))
    }
    $made = [System.Net.WebProxy]::new($Proxy)
    if ($null -ne $ProxyCredential) {
        $made.Credentials = $ProxyCredential.GetNetworkCredential()
    }
    # Not set to false: that would take the credentials out again.
    if ($UseDefaultCredentials) {
        $made.UseDefaultCredentials = $true
    }
    $made
}

function New-SekishoClient {
    param([System.Net.IWebProxy] $Proxy = $null)
    if ($PSVersionTable.PSVersion.Major -lt 6) {
        # Windows PowerShell may offer no more than TLS 1.0; what the rest of the process uses stays. Zero leaves the
        # choice to Windows: to add to it would take every other version away, TLS 1.3 too.
        $protocols = [System.Net.ServicePointManager]::SecurityProtocol
        if ([int] $protocols -ne 0) {
            [System.Net.ServicePointManager]::SecurityProtocol = $protocols -bor [System.Net.SecurityProtocolType]::Tls12
        }
    }
    $handler = [System.Net.Http.HttpClientHandler]::new()
    $handler.AllowAutoRedirect = $false
    $handler.UseCookies = $false
    # The proxy of the system is not used: the API is reached through the endpoint of its VPC, and the
    # policy asks for the address that a call comes from, which would be the proxy's.
    $handler.UseProxy = $null -ne $Proxy
    if ($null -ne $Proxy) {
        $handler.Proxy = $Proxy
    }
    $client = [System.Net.Http.HttpClient]::new($handler)
    # Longer than the API takes for any answer.
    # SOURCE: API Gateway developer guide: an integration has at most 29 s unless the quota is raised.
    $client.Timeout = [System.TimeSpan]::FromSeconds(40)
    # More than any answer. SOURCE: API Gateway developer guide: a payload has at most 10 MB.
    $client.MaxResponseContentBufferSize = 16MB
    $client
}
