package invitations

import (
	"fmt"
	"log/slog"
)

// Format implements [fmt.Formatter], because Params holds the address: every verb prints the index and
// the result.
func (r CreateResult) Format(f fmt.State, verb rune) {
	printAs(f, verb, fmt.Sprintf("CreateResult(%d %v)", r.Index, r.result()))
}

// LogValue implements [slog.LogValuer] with the index and the result.
func (r CreateResult) LogValue() slog.Value {
	return slog.GroupValue(slog.Int("index", r.Index), slog.Any("result", r.result()))
}

func (r CreateResult) result() any {
	if r.Invitation != nil {
		return *r.Invitation
	}
	return r.Err
}

// printAs implements [fmt.Formatter] for types that hold secrets: every verb prints text. A String
// method would not do, because %#v and %d ignore it.
func printAs(f fmt.State, verb rune, text string) {
	if verb == 'v' {
		verb = 's'
	}
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), text)
}
