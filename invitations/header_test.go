package invitations_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

func TestAnAddedHeaderDoesNotWriteOverAnother(t *testing.T) {
	t.Parallel()
	stub := newStub(t, answering(200, pendingJSON))
	for range 2 {
		client := stub.client(t, invitations.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			for _, name := range []string{"Authorization", "Accept", "User-Agent", "Clerk-Api-Version"} {
				_ = append(r.Header[name], "mine") // as Header.Add does to what it finds
			}
			return stub.http.Transport.RoundTrip(r)
		})}))
		_, err := client.Create(t.Context(), invitations.CreateParams{EmailAddress: "ada@example.com"})
		require.NoError(t, err)
	}
	for _, request := range stub.sent() {
		for _, name := range []string{"Authorization", "Accept", "User-Agent", "Clerk-Api-Version"} {
			assert.NotEqual(t, "mine", request.Header.Get(name), name)
		}
	}
}
