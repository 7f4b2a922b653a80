# A server as somebody of the staff sees it, and what became of one.

function ConvertTo-SekishoInstance {
    param([Parameter(Mandatory = $true)] [AllowEmptyCollection()] [System.Collections.IDictionary] $Told)
    [pscustomobject] @{
        PSTypeName = 'Sekisho.Instance'
        InstanceId = [string] $Told['id']
        Name = Get-SekishoName -Told $Told
        Kind = [string] $Told['kind']
        State = [string] $Told['state']
        StateText = Get-SekishoStateText -State $Told['state']
        Account = [string] $Told['account']
        Region = [string] $Told['region']
        Tags = $Told['tags']
        May = [string[]] @($Told['may'])
        MayNot = $Told['may_not']
    }
}

function ConvertTo-SekishoChange {
    param(
        [Parameter(Mandatory = $true)] [AllowEmptyCollection()] [System.Collections.IDictionary] $Told,
        [Parameter(Mandatory = $true)] [string] $Action,
        [string] $DecisionId
    )
    [pscustomobject] @{
        PSTypeName = 'Sekisho.Change'
        InstanceId = [string] $Told['id']
        Name = Get-SekishoName -Told $Told
        Action = $Action
        Outcome = [string] $Told['outcome']
        Code = [string] $Told['code']
        Message = Get-SekishoAnswerText -Code $Told['code']
        DecisionId = $DecisionId
    }
}

function Get-SekishoName {
    # A name, or the id of what has none.
    param([Parameter(Mandatory = $true)] [AllowEmptyCollection()] [System.Collections.IDictionary] $Told)
    $name = [string] $Told['name']
    if ($name -eq '') {
        $name = [string] $Told['id']
    }
    ConvertTo-SekishoPlainText -Text $name
}

function Test-SekishoProduction {
    # Whether a tag says that people rely on it, as on the page of the console.
    param([Parameter(Mandatory = $true)] [pscustomobject] $Instance)
    foreach ($tag in $Instance.Tags.GetEnumerator()) {
        if ($tag.Value -in $script:Words['Production']) {
            return $true
        }
    }
    $false
}

function Test-SekishoTag {
    # Whether a server carries every key with one of its values, compared exactly.
    param(
        [Parameter(Mandatory = $true)] [pscustomobject] $Instance,
        [Parameter(Mandatory = $true)] [AllowEmptyCollection()] [System.Collections.IDictionary] $Tag
    )
    foreach ($wanted in $Tag.GetEnumerator()) {
        $key = [string] $wanted.Key
        if (-not $Instance.Tags.Contains($key) -or -not (@($wanted.Value) -ccontains $Instance.Tags[$key])) {
            return $false
        }
    }
    $true
}

function Test-SekishoWord {
    # Whether all of these words stand in its name, its id or its tags, in upper or lower case and however
    # wide they are typed.
    param(
        [Parameter(Mandatory = $true)] [pscustomobject] $Instance,
        [string] $Words
    )
    $form = [System.Text.NormalizationForm]::FormKC
    $parts = [System.Collections.Generic.List[string]]::new()
    $parts.Add($Instance.Name)
    $parts.Add($Instance.InstanceId)
    foreach ($tag in $Instance.Tags.GetEnumerator()) {
        $parts.Add("$($tag.Key)=$($tag.Value)")
    }
    $text = ($parts -join "`n").Normalize($form)
    foreach ($wanted in $Words.Normalize($form) -split '\s+') {
        if ($text.IndexOf($wanted, [System.StringComparison]::OrdinalIgnoreCase) -lt 0) {
            return $false
        }
    }
    $true
}
