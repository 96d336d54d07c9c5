package invitations

import "sync/atomic"

// A budget is what all calls may spend on attempts after the first: each takes one, and each answer
// of a server that is well gives one back. Where most requests pass it stays full. Where almost none
// does it is soon empty, and calls end after one attempt until the server is well again.
type budget struct{ spent atomic.Int64 }

const retryBudget = 500

// spend reports whether another attempt may be made, and takes it from the budget.
func (b *budget) spend() bool {
	if b.spent.Add(1) <= retryBudget {
		return true
	}
	b.spent.Add(-1)
	return false
}

func (b *budget) earn() {
	for {
		spent := b.spent.Load()
		if spent == 0 || b.spent.CompareAndSwap(spent, spent-1) {
			return
		}
	}
}
