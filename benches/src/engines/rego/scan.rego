package sekisho

import rego.v1

default allow := false

allow if {
	some rule in data.allow
	applies(rule)
	not deny
}

deny if {
	some rule in data.deny
	applies(rule)
}

applies(rule) if {
	rule.actions[input.action]
	some group in input.groups
	rule.groups[group]
	some place in rule.places
	place[0] in input.vpce
	place[1][0] <= input.address
	input.address <= place[1][1]
	every condition in rule.conditions {
		condition[1][input.facts[condition[0]]]
	}
}
