// Command gates holds what this repository promises against what it is. The Makefile says which gate
// wants which arguments; every one of them exits with 1 and says what to do where something is wrong.
package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/clerk-invitations/clerk-invitations-go/api/gates/document"
	"github.com/clerk-invitations/clerk-invitations-go/api/gates/exchange"
	"github.com/clerk-invitations/clerk-invitations-go/api/gates/inherit"
	"github.com/clerk-invitations/clerk-invitations-go/api/gates/release"
	"github.com/clerk-invitations/clerk-invitations-go/api/gates/surface"
	"github.com/clerk-invitations/clerk-invitations-go/api/gates/upstream"
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
	case gate == "wire" && len(args) == 2:
		return exchange.Run(os.Stdout, args[0], args[1])
	case gate == "document" && len(args) > 1:
		return document.Run(os.Stdout, args[0], args[1:]...)
	case gate == "contract" && len(args) == 3:
		return upstream.Run(os.Stdout, args[0], args[1], args[2])
	case gate == "api" && len(args) == 2:
		return surface.Run(os.Stdout, args[0], args[1], false)
	case gate == "write-api" && len(args) == 2:
		return surface.Run(os.Stdout, args[0], args[1], true)
	case gate == "inherited" && len(args) == 1:
		return inherit.Run(os.Stdout, args[0], false)
	case gate == "write-inherited" && len(args) == 1:
		return inherit.Run(os.Stdout, args[0], true)
	case gate == "compatible" && len(args) == 1:
		return release.Compatible(os.Stdout, args[0])
	case gate == "ready" && len(args) == 2:
		return release.Ready(os.Stdout, args[0], args[1])
	default:
		return fmt.Errorf("there is no gate %q that takes %d arguments", gate, len(args))
	}
}
