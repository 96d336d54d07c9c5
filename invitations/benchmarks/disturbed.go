package main

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"sync"
	"time"

	"github.com/clerk/clerk-sdk-go/v2"
	"github.com/clerk/clerk-sdk-go/v2/invitation"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/internal/disturbance"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

const (
	creates  = 300
	attempts = 20
	patience = 100 * time.Millisecond // for one attempt
)

// What becomes of a create on a disturbed network. The truth is the invitation that was mailed, or an
// error where nobody was mailed. An error that says that nobody can tell is the truth as well, and is
// counted by itself; clerk-sdk-go has none that says so.
var fates = []unit{
	counted("not the truth"),
	counted("mailed, told of a failure"),
	counted("mailed more than once"),
	counted("told that nobody can tell"),
}

// disturbed measures what creates end in when a third of all requests is disturbed. Beside this
// library stand users of clerk-sdk-go who call once, and those who try again after every error.
func disturbed(b *bench) error {
	for _, job := range []struct {
		name           string
		ignoreExisting bool
		tries          int
	}{
		{"called once", false, 1},
		{"tried again", false, attempts},
		{"tried again, ignore_existing", true, attempts},
	} {
		seeds := [columns]uint64{}
		err := b.measure(fmt.Sprintf("%d creates, disturbed / %s", creates, job.name), fates, [columns]run{
			func() ([]float64, error) {
				seeds[ours]++
				return onDisturbedNetwork(seeds[ours], func(server *httptest.Server) (create, error) { return oursDisturbed(server, job.ignoreExisting) })
			},
			func() ([]float64, error) {
				seeds[sdk]++
				return onDisturbedNetwork(seeds[sdk], func(server *httptest.Server) (create, error) {
					return sdkDisturbed(server, job.ignoreExisting, job.tries), nil
				})
			},
			nil,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// A create invites one address and returns the invitation's id.
type create func(ctx context.Context, address string) (id string, err error)

func oursDisturbed(server *httptest.Server, ignoreExisting bool) (create, error) {
	client, err := newOurs(server.Client(), server.URL,
		invitations.WithTimeout(patience),
		invitations.WithRetry(invitations.RetryPolicy{
			MaxAttempts:     attempts,
			InitialInterval: time.Millisecond,
			MaxInterval:     10 * time.Millisecond,
			MaxElapsedTime:  time.Minute,
		}))
	return func(ctx context.Context, address string) (string, error) {
		inv, err := client.Create(ctx, invitations.CreateParams{EmailAddress: address, IgnoreExisting: ignoreExisting})
		if err != nil {
			return "", err
		}
		return inv.ID, nil
	}, err
}

func sdkDisturbed(server *httptest.Server, ignoreExisting bool, tries int) create {
	httpClient := *server.Client()
	httpClient.Timeout = patience
	client := newSDK(&httpClient, server.URL+"/v1")
	return func(ctx context.Context, address string) (string, error) {
		var failure error
		for range tries {
			made, err := client.Create(ctx, &invitation.CreateParams{EmailAddress: address, IgnoreExisting: clerk.Bool(ignoreExisting)})
			if err == nil {
				return made.ID, nil
			}
			failure = err
			time.Sleep(time.Millisecond)
		}
		return "", failure
	}
}

// onDisturbedNetwork creates, and counts the fates.
func onDisturbedNetwork(seed uint64, connect func(*httptest.Server) (create, error)) ([]float64, error) {
	handler := invitationstest.NewHandler(invitationstest.WithSecretKey(secretKey))
	server := httptest.NewServer(handler)
	defer server.Close()
	defer handler.Close()
	handler.Inject(disturbance.New(seed))
	create, err := connect(server)
	if err != nil {
		return nil, err
	}

	type outcome struct {
		id  string
		err error
	}
	outcomes := make(map[string]outcome)
	var mu sync.Mutex
	var calls sync.WaitGroup
	slots := make(chan struct{}, 16)
	for i := range creates {
		slots <- struct{}{}
		calls.Go(func() {
			address := fmt.Sprintf("person-%d@example.com", i)
			id, err := create(context.Background(), address)
			mu.Lock()
			outcomes[address] = outcome{id, err}
			mu.Unlock()
			<-slots
		})
	}
	calls.Wait()

	mails := make(map[string][]string)
	for _, email := range handler.Emails() {
		mails[email.To] = append(mails[email.To], email.InvitationID)
	}
	var untrue, untold, twice, unknown float64
	for address, outcome := range outcomes {
		mailed := mails[address]
		switch {
		case outcome.err == nil && (len(mailed) != 1 || mailed[0] != outcome.id):
			untrue++
		case errors.Is(outcome.err, invitations.ErrOutcomeUnknown):
			unknown++
		case outcome.err != nil && len(mailed) > 0:
			untrue++
			untold++
		}
		if len(mailed) > 1 {
			twice++
		}
	}
	return []float64{untrue, untold, twice, unknown}, nil
}
