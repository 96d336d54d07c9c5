package invitationstest_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// A panic of the handler fails the test, by way of NewServer.
func TestHostileBodiesAreRefused(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	deep := strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000)
	deepObject := strings.Repeat(`{"a":`, 20_000) + "1" + strings.Repeat("}", 20_000)
	many := strings.TrimSuffix(strings.Repeat(`{},`, 100_000), ",")
	var unknown strings.Builder
	for i := range 50_000 {
		fmt.Fprintf(&unknown, `"k%d":0,`, i)
	}
	bodies := map[string]string{
		"deep array":      deep,
		"deep object":     deepObject,
		"deep metadata":   `{"email_address":"ada@example.com","public_metadata":` + deepObject + `}`,
		"many items":      "[" + many + "]",
		"many unknown":    "{" + strings.TrimSuffix(unknown.String(), ",") + "}",
		"giant number":    `{"email_address":"ada@example.com","expires_in_days":` + strings.Repeat("9", 100_000) + `}`,
		"giant exponent":  `{"email_address":"ada@example.com","expires_in_days":1e99999999999}`,
		"giant address":   `{"email_address":"` + strings.Repeat("a", 500_000) + `@example.com"}`,
		"comments":        `{"email_address":"` + strings.Repeat("(", 100_000) + `@example.com"}`,
		"giant key":       `{"` + strings.Repeat("k", 500_000) + `":1}`,
		"giant URL":       `{"email_address":"ada@example.com","redirect_url":"https://` + strings.Repeat("[", 100_000) + `"}`,
		"too large":       `{"email_address":"ada@example.com","public_metadata":{"a":"` + strings.Repeat("x", 1<<20) + `"}}`,
		"null byte":       "{\"email_address\":\"ada@example.com\x00\"}",
		"lone surrogate":  `{"email_address":"\ud800@example.com"}`,
		"twice":           `{"email_address":null,"email_address":[]}`,
		"byte order mark": "\ufeff" + ada,
	}
	for name, body := range bodies {
		for _, path := range []string{"/v1/invitations", "/v1/invitations/bulk"} {
			a := do(t, srv, http.MethodPost, path, body)
			assert.Contains(t, []int{400, 422}, a.Status, "%s to %s", name, path)
			assert.Less(t, len(a.Body), 3<<20, "%s to %s", name, path)
		}
	}
	assert.Empty(t, srv.Invitations())
	assert.LessOrEqual(t, len(srv.Requests()[0].Body), 1<<20)
}

func TestHostileQueriesAreAnsweredOrRefused(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	srv.Seed(3)
	for _, query := range []string{
		strings.Repeat("status=pending&", 5000), strings.Repeat("a&", 5000), "query=" + strings.Repeat("%00", 5000),
		"query=%ff%fe", "=", "&&&", "status=%00", "limit=0x10", "limit=-9223372036854775808", "order_by=%2B%2B", "query[]=a",
		"paginated=true&paginated=false", "%",
	} {
		a := do(t, srv, http.MethodGet, "/v1/invitations?"+query, "")
		assert.Contains(t, []int{200, 422}, a.Status, "%.40s", query)
		assert.Less(t, len(a.Body), 1<<20, "%.40s", query)
	}
}

// raw sends bytes as they are and returns the status line of the answer, if one came.
func raw(t *testing.T, srv *invitationstest.Server, text string) string {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(srv.URL, "http://"))
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	require.NoError(t, conn.SetDeadline(time.Now().Add(30*time.Second)))
	_, err = io.WriteString(conn, text)
	require.NoError(t, err)
	require.NoError(t, conn.(*net.TCPConn).CloseWrite())
	line, _ := bufio.NewReader(conn).ReadString('\n')
	return strings.TrimSpace(line)
}

func TestRequestsThatBreakOffInviteNobody(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	head := "POST /v1/invitations HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer " + srv.SecretKey + "\r\n"
	for _, text := range []string{
		"", "POST /v1/inv", head,
		head + "Content-Length: 100\r\n\r\n" + ada,
		head + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"ema\r\n",
		head + "Transfer-Encoding: chunked\r\n\r\nzzz\r\n",
	} {
		line := raw(t, srv, text)
		assert.NotContains(t, line, "200", "%q", text)
	}
	assert.Empty(t, srv.Invitations())
	assert.Equal(t, "HTTP/1.1 200 OK", raw(t, srv, head+fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(ada), ada)))
	for _, target := range []string{"*", "/v1/invitations/%2e%2e", "/%zz", "http://other.example/v1/invitations", "/v1/invitations/\x01"} {
		raw(t, srv, "OPTIONS "+target+" HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "+srv.SecretKey+"\r\n\r\n")
		raw(t, srv, "CONNECT "+target+" HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "+srv.SecretKey+"\r\n\r\n")
	}
	assert.Len(t, srv.Invitations(), 1)
}
