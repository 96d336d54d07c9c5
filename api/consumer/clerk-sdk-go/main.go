// Command consumer is the same program as its neighbour, on Clerk's own SDK.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/clerk/clerk-sdk-go/v2"
	"github.com/clerk/clerk-sdk-go/v2/invitation"
)

func main() {
	clerk.SetKey(os.Getenv("CLERK_SECRET_KEY"))
	invited, err := invitation.Create(context.Background(), &invitation.CreateParams{EmailAddress: os.Args[1]})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(invited.ID)
}
