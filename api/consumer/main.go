// Command consumer imports the library as a user's program does: its go.mod and go.sum, and packages.txt,
// are what every user depends on.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

func main() {
	client, err := invitations.New(os.Getenv("CLERK_SECRET_KEY"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	invitation, err := client.Create(context.Background(), invitations.CreateParams{EmailAddress: os.Args[1]})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(invitation.ID)
}
