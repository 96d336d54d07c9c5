package main

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/clerk/clerk-sdk-go/v2"
	"github.com/clerk/clerk-sdk-go/v2/invitation"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// Whom the calls invite.
const address = "ada@example.com"

var metadata = map[string]any{"team": "analysis"}

// callsOverStub measures single calls without a network: what is left is the client's own work.
func callsOverStub(b *bench) error {
	return calls(b, "stub transport", newStub(), "https://clerk.invalid/v1")
}

// callsOverTCP measures the same calls with net/http's transport and a server on loopback, which
// announces the length of its answers or, as edges do, compresses them.
func callsOverTCP(b *bench) error {
	if err := callsToServer(b, "loopback TCP", "stub"); err != nil {
		return err
	}
	return callsToServer(b, "loopback TCP, compressed", "stub", "-compress")
}

func callsToServer(b *bench, where string, args ...string) error {
	server, err := startServer(args...)
	if err != nil {
		return err
	}
	defer server.stop()
	return calls(b, where, &http.Client{Transport: http.DefaultTransport.(*http.Transport).Clone()}, server.url)
}

func calls(b *bench, where string, client *http.Client, base string) error {
	ctx := context.Background()
	ours, err := newOurs(client, base)
	if err != nil {
		return err
	}
	sdk := newSDK(sdkHTTPClient(client.Transport), base)

	err = b.measure("create, "+where, perCall, [columns]run{
		repeated(func() error {
			_, err := ours.Create(ctx, invitations.CreateParams{EmailAddress: address, PublicMetadata: metadata})
			return err
		}),
		repeated(func() error {
			encoded, err := json.Marshal(metadata)
			if err != nil {
				return err
			}
			_, err = sdk.Create(ctx, &invitation.CreateParams{EmailAddress: address, PublicMetadata: clerk.JSONRawMessage(encoded)})
			return err
		}),
		repeated(func() error { return floorCreate(ctx, client, base, address) }),
	})
	if err != nil {
		return err
	}
	return b.measure("list 500, "+where, perCall, [columns]run{
		repeated(func() error {
			page, err := ours.List(ctx, invitations.ListParams{Limit: pageSize})
			if err == nil && len(page.Invitations) != pageSize {
				err = errFailed
			}
			return err
		}),
		repeated(func() error {
			page, err := sdk.List(ctx, sdkPage(pageSize, 0))
			if err == nil && len(page.Invitations) != pageSize {
				err = errFailed
			}
			return err
		}),
		repeated(func() error { return floorList(ctx, client, base) }),
	})
}

// startClerk starts a Clerk in memory, and returns a client of each kind.
func startClerk(args ...string) (*server, *invitations.Client, *invitation.Client, error) {
	server, err := startServer(append([]string{"clerk"}, args...)...)
	if err != nil {
		return nil, nil, nil, err
	}
	ours, err := newOurs(&http.Client{}, server.url)
	if err != nil {
		server.stop()
		return nil, nil, nil, err
	}
	return server, ours, newSDK(sdkHTTPClient(nil), server.url), nil
}

func newOurs(client *http.Client, base string, opts ...invitations.Option) (*invitations.Client, error) {
	return invitations.New(secretKey, append(opts, invitations.WithBaseURL(base), invitations.WithHTTPClient(client))...)
}

type sdkInvitation = clerk.Invitation

// sdkHTTPClient returns what clerk-sdk-go uses where it is given no client: one with a timeout of
// five seconds. This library has a timeout by itself, and the floor has none.
func sdkHTTPClient(transport http.RoundTripper) *http.Client {
	return &http.Client{Timeout: 5 * time.Second, Transport: transport}
}

func newSDK(client *http.Client, base string) *invitation.Client {
	return invitation.NewClient(&clerk.ClientConfig{BackendConfig: clerk.BackendConfig{
		HTTPClient: client,
		URL:        clerk.String(base),
		Key:        clerk.String(secretKey),
	}})
}

func sdkPage(limit, offset int64) *invitation.ListParams {
	return &invitation.ListParams{ListParams: clerk.ListParams{Limit: &limit, Offset: &offset}}
}
