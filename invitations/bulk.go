package invitations

import (
	"fmt"
	"slices"
)

// inOrderOf returns list in the order of ps. No document says that Clerk keeps the order, so each
// invitation is matched by its address; where the same address was invited twice, in the order of
// the answer. So are those left whose address Clerk gives in another form than it was sent in.
func inOrderOf(ps []CreateParams, list []Invitation) ([]Invitation, error) {
	if len(list) != len(ps) {
		return nil, fmt.Errorf("%w: %d invitations for %d addresses", errUnpromisedShape, len(list), len(ps))
	}
	ordered := make([]Invitation, len(ps))
	taken := make([]bool, len(list))
	var left []int
	for i, p := range ps {
		j := indexOfAddress(list, taken, p.EmailAddress)
		if j < 0 {
			left = append(left, i)
			continue
		}
		ordered[i], taken[j] = list[j], true
	}
	for _, i := range left {
		j := slices.Index(taken, false)
		ordered[i], taken[j] = list[j], true
	}
	return ordered, nil
}

func indexOfAddress(list []Invitation, taken []bool, address string) int {
	for j := range list {
		if !taken[j] && isSameAddress(list[j].EmailAddress, address) {
			return j
		}
	}
	return -1
}
