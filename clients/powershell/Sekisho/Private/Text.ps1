# What is said, in the reader's language.

function Format-SekishoText {
    # A text of the tables, with what goes into it.
    param(
        [Parameter(Mandatory = $true)] [string] $Key,
        [object[]] $Argument = @()
    )
    $script:Words['Text'][$Key] -f $Argument
}

function Get-SekishoAnswerText {
    # What a code of the API means. One that is not known is shown as it is, with whom to tell.
    param([string] $Code)
    $known = $script:Words['Answers'][$Code]
    if ($null -ne $known) {
        return $known
    }
    Format-SekishoText -Key 'UnknownCode' -Argument (ConvertTo-SekishoPlainText -Text $Code)
}

function Get-SekishoStateText {
    # What a state is called; one that is not known is shown as it is.
    param([string] $State)
    $known = $script:Words['States'][$State]
    if ($null -ne $known) {
        return $known
    }
    ConvertTo-SekishoPlainText -Text $State
}

function Get-SekishoEndText {
    # How looking for one server ended: after a start and after a stop in other words.
    param(
        [Parameter(Mandatory = $true)] [string] $Action,
        [Parameter(Mandatory = $true)] [string] $Code
    )
    $script:Words['Ends'][$Action][$Code]
}

function ConvertTo-SekishoPlainText {
    # A text of somebody else's: a console must not take any of it for a command.
    param([string] $Text)
    $Text -replace '\p{Cc}', [string] [char] 0xFFFD
}
