package invitations

import "fmt"

// The longest texts of a server that an error's text or a log line repeats, in bytes.
const (
	maxCode    = 64
	maxMessage = 200
)

// printAs implements [fmt.Formatter] for types that hold secrets: every verb prints text. A String
// method would not do, because %#v and %d ignore it.
func printAs(f fmt.State, verb rune, text string) {
	if verb == 'v' {
		verb = 's'
	}
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), text)
}
