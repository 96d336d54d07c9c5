package benchmarks

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strconv"
	"strings"
)

// A page is the response to a list. Its items have no "revoked" or "revoked":false: Clerk sends both.
type page struct {
	items   int
	revoked string
}

func pages() []page {
	return []page{{10, "absent"}, {10, "false"}, {100, "absent"}, {100, "false"}, {500, "absent"}, {500, "false"}}
}

func (p page) name() string { return fmt.Sprintf("items=%d/revoked=%s", p.items, p.revoked) }

func (p page) response() fixedResponse {
	var member string
	if p.revoked == "false" {
		member = `"revoked":false,`
	}
	items := make([]string, p.items)
	for i := range items {
		items[i] = item(i, member)
	}
	return fixedResponse{fmt.Appendf(nil, `{"data":[%s],"total_count":%d}`, strings.Join(items, ","), p.items)}
}

// A fixedResponse is the response to every request: as a transport without a network, and as a server.
type fixedResponse struct{ body []byte }

func createResponse() fixedResponse { return fixedResponse{[]byte(item(0, ""))} }

// item is an invitation of the size of one of Clerk's, with one more member.
func item(i int, member string) string {
	const created = 1767225600000
	return fmt.Sprintf(`{"object":"invitation","id":"inv_2g7np7Hrk0SN6kj5EDMLDa%05d","email_address":"person-%05d@example.com",`+
		`"public_metadata":{"roles":["reader","writer"],"seat":%d,"team":"analysis"},%s"status":"pending",`+
		`"url":"https://clerk.example.com/v1/tickets/accept?ticket=%0200d","expires_at":%d,"created_at":%d,"updated_at":%d}`,
		i, i, i, member, i, created+30*24*60*60*1000, created+i, created+i)
}

func header() http.Header {
	return http.Header{
		"Content-Type":     {"application/json"},
		"Date":             {"Fri, 01 May 2026 00:00:00 GMT"},
		"X-Clerk-Trace-Id": {"5f1d3a1c9d0b4e6f8a7b6c5d4e3f2a1b"},
	}
}

func (f fixedResponse) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		if _, err := io.Copy(io.Discard, req.Body); err != nil {
			return nil, err
		}
		_ = req.Body.Close()
	}
	return &http.Response{
		Status:        "200 OK",
		StatusCode:    http.StatusOK,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        header(),
		Body:          io.NopCloser(bytes.NewReader(f.body)),
		ContentLength: int64(len(f.body)),
		Request:       req,
	}, nil
}

func (f fixedResponse) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	_, _ = io.Copy(io.Discard, req.Body)
	maps.Copy(w.Header(), header())
	w.Header().Set("Content-Length", strconv.Itoa(len(f.body)))
	_, _ = w.Write(f.body)
}
