package sekisho

import rego.v1

default allow := false

allow if {
	some group in input.groups
	by_vpce := data.index[group][input.action]
	some vpce in input.vpce
	some rule in by_vpce[vpce].allow
	applies(rule)
	not deny
}

deny if {
	some group in input.groups
	by_vpce := data.index[group][input.action]
	some vpce in input.vpce
	some rule in by_vpce[vpce].deny
	applies(rule)
}

applies(rule) if {
	some range in rule.ranges
	range[0] <= input.address
	input.address <= range[1]
	every condition in rule.conditions {
		condition[1][input.facts[condition[0]]]
	}
}
