package invitations

import "fmt"

// printAs implements [fmt.Formatter] for types that hold secrets: every verb prints text. A String
// method would not do, because %#v and %d ignore it.
func printAs(f fmt.State, verb rune, text string) {
	if verb == 'v' {
		verb = 's'
	}
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), text)
}
