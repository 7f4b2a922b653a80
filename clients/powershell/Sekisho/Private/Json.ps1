# JSON as it stands in an answer. `ConvertFrom-Json` will not do: it makes a date of a tag's value that
# looks like one, and does not take two keys that differ in upper and lower case, which tags of AWS may.
# The reader below is the same in .NET Framework and in .NET.
# Where module logging is on, Windows writes what each parameter of a function is as a text into its log:
# texts, bytes and XML as they are. There are tokens in an answer, so it is handed on in a stream or a table.

function ConvertFrom-SekishoJson {
    # An object, as an ordered dictionary. Throws on what is no JSON.
    param([Parameter(Mandatory = $true)] [System.IO.Stream] $Stream)
    $quotas = [System.Xml.XmlDictionaryReaderQuotas]::new()
    [System.Xml.XmlDictionaryReaderQuotas]::Max.CopyTo($quotas)
    # Several times as deep as any answer: each level is a call of a function here.
    $quotas.MaxDepth = 32
    $reader = [System.Runtime.Serialization.Json.JsonReaderWriterFactory]::CreateJsonReader($Stream, $quotas)
    try {
        $element = [System.Xml.Linq.XElement]::Load($reader)
    }
    finally {
        $reader.Close()
    }
    ConvertFrom-SekishoJsonElement -Held @{ Element = $element }
}

function ConvertFrom-SekishoJsonElement {
    # The reader shows JSON as XML: an attribute says the type, and a name that XML does not take is in
    # the attribute `item`.
    param([Parameter(Mandatory = $true)] [System.Collections.IDictionary] $Held)
    [System.Xml.Linq.XElement] $element = $Held['Element']
    switch ($element.Attribute('type').Value) {
        'object' {
            $members = [System.Collections.Specialized.OrderedDictionary]::new()
            # A first member of this name is taken for a type of .NET.
            $first = $element.Attribute('__type')
            if ($null -ne $first) {
                $members['__type'] = $first.Value
            }
            foreach ($child in $element.Elements()) {
                $name = $child.Name.LocalName
                $escaped = $child.Attribute('item')
                if ($null -ne $escaped) {
                    $name = $escaped.Value
                }
                $members[$name] = ConvertFrom-SekishoJsonElement -Held @{ Element = $child }
            }
            return $members
        }
        'array' {
            $items = [System.Collections.Generic.List[object]]::new()
            foreach ($child in $element.Elements()) {
                $items.Add((ConvertFrom-SekishoJsonElement -Held @{ Element = $child }))
            }
            # The comma keeps a list of one a list.
            return , $items.ToArray()
        }
        'null' {
            return $null
        }
        'boolean' {
            return $element.Value -eq 'true'
        }
        'number' {
            return [double]::Parse($element.Value, [System.Globalization.CultureInfo]::InvariantCulture)
        }
        default {
            return $element.Value
        }
    }
}
