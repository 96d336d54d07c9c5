// Live asks Clerk what it does and prints a table. It runs in api/contract, as make live does. It reads
// CLERK_SECRET_KEY, CLERK_API_URL and CLERK_TEST_USER_EMAIL.
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/clerk-invitations/clerk-invitations-go/api/contract"
	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

func main() {
	isLive := flag.Bool("live", false, "allow the key of a production instance")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second interrupt does not wait for the deletes
	_, err := invitations.NewFromEnv()
	if err == nil {
		base := strings.TrimRight(cmp.Or(os.Getenv("CLERK_API_URL"), "https://api.clerk.com"), "/")
		err = contract.Run(ctx, os.Stdout, contract.Config{
			BaseURL:   strings.TrimSuffix(base, "/v1") + "/v1",
			SecretKey: os.Getenv("CLERK_SECRET_KEY"),
			UserEmail: os.Getenv("CLERK_TEST_USER_EMAIL"),
			Live:      *isLive,
			Transport: http.DefaultTransport,
		})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "live:", err)
		os.Exit(1)
	}
}
