package elementary

import (
	"fmt"
	"strconv"
)

// Policy is what is done with units that loss touched.
type Policy uint8

// The policies.
const (
	// Drop leaves damaged units out, so that decoders are not misled. Complete parameter sets in them stay.
	Drop Policy = iota
	// Keep stores what there is of them, up to the first gap.
	Keep
	// Clean leaves out, at the beginning and after any loss, all units up to the next complete keyframe, where units
	// depend on earlier ones.
	Clean
)

// Policies are the names of the policies.
var Policies = []string{"drop", "keep", "clean"}

// ParsePolicy reads the name of a policy.
func ParsePolicy(s string) (Policy, error) {
	for i, name := range Policies {
		if s == name {
			return Policy(i), nil
		}
	}
	return 0, fmt.Errorf("invalid --damaged value %s (drop, keep or clean)", strconv.Quote(s))
}

// String is the policy's name.
func (p Policy) String() string { return Policies[p] }
