package invitations_test

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"log"
	"math"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// An HTTP handler turns an error into a status.
func Example_httpHandler() {
	fake := invitationstest.NewHandler()
	fake.AddInvitation("ada@example.com")
	client := fake.Client()

	invite := func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second) // for the whole call
		defer cancel()
		_, err := client.Create(ctx, invitations.CreateParams{EmailAddress: r.FormValue("email_address")})
		failure, _ := errors.AsType[*invitations.Error](err)
		switch {
		case err == nil:
		case errors.Is(err, invitations.ErrAlreadyInvited), errors.Is(err, invitations.ErrUserExists):
			http.Error(w, "already invited or signed up", http.StatusConflict)
		case errors.Is(err, invitations.ErrInvalid):
			http.Error(w, "not an email address", http.StatusUnprocessableEntity)
		case errors.Is(err, invitations.ErrRateLimited):
			w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(failure.RetryAfter.Seconds()))))
			http.Error(w, "too many invitations", http.StatusServiceUnavailable)
		default:
			http.Error(w, "cannot tell whether the invitation was sent", http.StatusBadGateway)
		}
	}

	w := httptest.NewRecorder()
	invite(w, httptest.NewRequestWithContext(context.Background(), http.MethodPost, "/invite?email_address=ada@example.com", nil))
	fmt.Print(w.Code, " ", w.Body)
	// Output: 409 already invited or signed up
}

// Rows are read from a CSV file while they are invited.
func Example_csv() {
	client := invitationstest.NewHandler().Client()
	rows := csv.NewReader(strings.NewReader("ada@example.com,analysis\ngrace@example.com,compilers\n"))

	var readErr error
	people := func(yield func(invitations.CreateParams) bool) {
		for {
			row, err := rows.Read()
			if err != nil {
				readErr = err
				return
			}
			if !yield(invitations.CreateParams{EmailAddress: row[0], PublicMetadata: map[string]string{"team": row[1]}}) {
				return
			}
		}
	}
	for result, err := range client.CreateAll(context.Background(), people) {
		if err != nil {
			log.Fatal(err) // resume with row result.Index
		}
		fmt.Println(result.Index, result.Params.EmailAddress, result.Err)
	}
	if !errors.Is(readErr, io.EOF) {
		log.Fatal(readErr)
	}
	// Output:
	// 0 ada@example.com <nil>
	// 1 grace@example.com <nil>
}

// Pending invitations of more than two weeks are revoked.
func Example_revokeOld() {
	fake := invitationstest.NewHandler()
	fake.AddInvitation("ada@example.com")
	fake.Advance(20 * 24 * time.Hour)
	fake.AddInvitation("grace@example.com")
	client := fake.Client()

	pending := invitations.ListParams{Statuses: []invitations.Status{invitations.StatusPending}}
	for inv, err := range client.All(context.Background(), pending) {
		if err != nil {
			log.Fatal(err)
		}
		if fake.Now().Sub(inv.CreatedAt) < 14*24*time.Hour {
			continue
		}
		_, err := client.Revoke(context.Background(), inv.ID)
		if err != nil && !errors.Is(err, invitations.ErrAlreadyAccepted) {
			log.Fatal(err)
		}
		fmt.Println("revoked the invitation of", inv.EmailAddress)
	}
	// Output: revoked the invitation of ada@example.com
}
