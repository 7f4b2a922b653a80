# What went wrong, as a record of PowerShell. No token and no password is ever part of one.

function New-SekishoError {
    # An error that is named by its code, and known again by it.
    param(
        [Parameter(Mandatory = $true)] [AllowEmptyString()] [string] $Code,
        [Parameter(Mandatory = $true)] [string] $Message,
        [object] $Target = $null,
        [string] $Outcome = '',
        [int] $Status = 0
    )
    $exception = [System.InvalidOperationException]::new($Message)
    $exception.Data['SekishoCode'] = $Code
    $exception.Data['SekishoStatus'] = $Status
    $category = Get-SekishoErrorCategory -Code $Code -Outcome $Outcome -Status $Status
    [System.Management.Automation.ErrorRecord]::new($exception, $Code, $category, $Target)
}

function Get-SekishoErrorCategory {
    # What kind of failure it is: by its own code, by what became of the server, by the status of the answer.
    param([string] $Code, [string] $Outcome, [int] $Status)
    switch ($Code) {
        'unreachable' { return [System.Management.Automation.ErrorCategory]::ConnectionError }
        'unanswered' { return [System.Management.Automation.ErrorCategory]::ConnectionError }
        'not_connected' { return [System.Management.Automation.ErrorCategory]::AuthenticationError }
        'session_ended' { return [System.Management.Automation.ErrorCategory]::AuthenticationError }
        'unreadable_answer' { return [System.Management.Automation.ErrorCategory]::InvalidData }
        'too_many' { return [System.Management.Automation.ErrorCategory]::LimitsExceeded }
        'still_going' { return [System.Management.Automation.ErrorCategory]::OperationTimeout }
        'lost_sight' { return [System.Management.Automation.ErrorCategory]::ObjectNotFound }
    }
    switch ($Outcome) {
        'refused' { return [System.Management.Automation.ErrorCategory]::PermissionDenied }
        'not_found' { return [System.Management.Automation.ErrorCategory]::ObjectNotFound }
        'not_yet' { return [System.Management.Automation.ErrorCategory]::ResourceBusy }
        'untouched' { return [System.Management.Automation.ErrorCategory]::OperationStopped }
        'failed' { return [System.Management.Automation.ErrorCategory]::InvalidOperation }
        'invalid' { return [System.Management.Automation.ErrorCategory]::InvalidArgument }
    }
    switch ($Status) {
        401 { return [System.Management.Automation.ErrorCategory]::AuthenticationError }
        403 { return [System.Management.Automation.ErrorCategory]::PermissionDenied }
        404 { return [System.Management.Automation.ErrorCategory]::ObjectNotFound }
        409 { return [System.Management.Automation.ErrorCategory]::InvalidOperation }
    }
    if ($Status -eq 429 -or $Status -ge 500) {
        return [System.Management.Automation.ErrorCategory]::ResourceUnavailable
    }
    [System.Management.Automation.ErrorCategory]::InvalidArgument
}

function Test-SekishoErrorPasses {
    # Whether an error of looking says nothing about the next look.
    param([Parameter(Mandatory = $true)] [System.Management.Automation.ErrorRecord] $ErrorRecord)
    $status = $ErrorRecord.Exception.Data['SekishoStatus']
    $isUnreachable = $ErrorRecord.Exception.Data['SekishoCode'] -eq 'unreachable'
    $isUnreachable -or $status -eq 429 -or $status -ge 500
}

function New-SekishoRefusal {
    # An answer that is about the call as a whole. API Gateway's own have no code.
    param(
        [Parameter(Mandatory = $true)] [int] $Status,
        [Parameter(Mandatory = $true)] [AllowEmptyCollection()] [System.Collections.IDictionary] $Body
    )
    $code = $Body['code']
    if ($code -isnot [string] -or $code -eq '') {
        switch ($Status) {
            403 { $code = 'forbidden' }
            429 { $code = 'busy' }
            default { $code = [string] $Status }
        }
    }
    $message = Get-SekishoAnswerText -Code $code
    $reference = $Body['decision_id']
    if ($reference -is [string]) {
        $message = Format-SekishoText -Key 'WithReference' -Argument $message, (ConvertTo-SekishoPlainText -Text $reference)
    }
    New-SekishoError -Code $code -Message $message -Status $Status
}
