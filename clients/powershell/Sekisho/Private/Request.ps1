# One call and its answer. `HttpClient` and not `Invoke-RestMethod`: in Windows PowerShell that takes
# answers of UTF-8 for another encoding and throws what the API says of a refusal away.

function Send-SekishoRequest {
    # The status and the body; throws only where there is no answer.
    param(
        [Parameter(Mandatory = $true)] [System.Net.Http.HttpClient] $Client,
        [Parameter(Mandatory = $true)] [string] $Method,
        [Parameter(Mandatory = $true)] [uri] $Uri,
        [System.Security.SecureString] $Token = $null,
        [System.Collections.IDictionary] $Body = $null
    )
    $request = [System.Net.Http.HttpRequestMessage]::new([System.Net.Http.HttpMethod]::new($Method), $Uri)
    $response = $null
    try {
        # .NET may send a call again by itself if a connection that it kept is found closed, and a change
        # must not be sent twice. So no connection is kept.
        $request.Headers.ConnectionClose = $true
        $request.Headers.ExpectContinue = $false
        if ($null -ne $Token) {
            $text = ConvertFrom-SekishoSecret -Secret $Token
            $request.Headers.Authorization = [System.Net.Http.Headers.AuthenticationHeaderValue]::new('Bearer', $text)
        }
        if ($null -ne $Body) {
            [byte[]] $sent = [System.Text.Encoding]::UTF8.GetBytes((ConvertTo-Json -InputObject $Body -Depth 4 -Compress))
            $request.Content = [System.Net.Http.ByteArrayContent]::new($sent)
            $request.Content.Headers.ContentType = [System.Net.Http.Headers.MediaTypeHeaderValue]::Parse('application/json')
        }
        try {
            $sending = $Client.SendAsync($request)
            # In steps, so that Ctrl+C is heard.
            while (-not $sending.IsCompleted) {
                Start-Sleep -Milliseconds 50
            }
            $response = $sending.GetAwaiter().GetResult()
            [byte[]] $received = $response.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult()
        }
        catch {
            $cause = ConvertTo-SekishoPlainText -Text ($_.Exception.GetBaseException().Message)
            $message = Format-SekishoText -Key 'Unreachable' -Argument (Get-SekishoAnswerText -Code 'unreachable'), $cause
            throw (New-SekishoError -Code 'unreachable' -Message $message -Target $Uri)
        }
        [pscustomobject] @{
            Status = [int] $response.StatusCode
            Body = ConvertFrom-SekishoBody -Stream ([System.IO.MemoryStream]::new($received))
        }
    }
    finally {
        if ($null -ne $response) {
            $response.Dispose()
        }
        $request.Dispose()
    }
}

function ConvertFrom-SekishoBody {
    # What is no object is an answer of something that stands between: its status says what there is to say.
    param([Parameter(Mandatory = $true)] [System.IO.Stream] $Stream)
    $body = $null
    try {
        $body = ConvertFrom-SekishoJson -Stream $Stream
    }
    catch {
        $body = $null
    }
    if ($body -isnot [System.Collections.IDictionary]) {
        $body = [System.Collections.Specialized.OrderedDictionary]::new()
    }
    $body
}
