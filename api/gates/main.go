// Command gates holds what this repository promises against what it is. The Makefile says which gate
// wants which arguments; every one of them exits with 1 and says what to do where something is wrong.
package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/clerk-invitations/clerk-invitations-go/api/gates/contract"
	"github.com/clerk-invitations/clerk-invitations-go/api/gates/document"
	"github.com/clerk-invitations/clerk-invitations-go/api/gates/exported"
	"github.com/clerk-invitations/clerk-invitations-go/api/gates/inherited"
	"github.com/clerk-invitations/clerk-invitations-go/api/gates/installs"
	"github.com/clerk-invitations/clerk-invitations-go/api/gates/release"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "gates:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 0 {
		return errors.New("which gate? The Makefile knows them")
	}
	switch gate, args := args[0], args[1:]; {
	case gate == "document" && len(args) > 1:
		return document.Run(os.Stdout, args[0], args[1:]...)
	case gate == "contract" && len(args) == 3:
		return contract.Run(os.Stdout, args[0], args[1], args[2])
	case gate == "exported" && len(args) == 2:
		return exported.Run(os.Stdout, args[0], args[1], false)
	case gate == "write-exported" && len(args) == 2:
		return exported.Run(os.Stdout, args[0], args[1], true)
	case gate == "inherited" && len(args) == 1:
		return inherited.Run(os.Stdout, args[0], false)
	case gate == "write-inherited" && len(args) == 1:
		return inherited.Run(os.Stdout, args[0], true)
	case gate == "installs" && len(args) == 2:
		return installs.Run(os.Stdout, args[0], args[1])
	case gate == "compatible" && len(args) == 1:
		return release.Compatible(os.Stdout, args[0])
	case gate == "ready" && len(args) == 2:
		return release.Ready(os.Stdout, args[0], args[1])
	default:
		return fmt.Errorf("there is no gate %q that takes %d arguments", gate, len(args))
	}
}
