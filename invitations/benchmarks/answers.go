package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const pageSize = 500

const secretKey = "sk_test_benchmarks"

// answerCreate and answerPage are answers such as Clerk's, of the size of a real one.
func answerCreate() []byte { return []byte(answerItem(0)) }

func answerPage() []byte {
	items := make([]string, pageSize)
	for i := range items {
		items[i] = answerItem(i)
	}
	return fmt.Appendf(nil, `{"data":[%s],"total_count":%d}`, strings.Join(items, ","), pageSize)
}

func answerItem(i int) string {
	const created = 1767225600000
	encoded, err := json.Marshal(struct {
		Object         string         `json:"object"`
		ID             string         `json:"id"`
		EmailAddress   string         `json:"email_address"`
		PublicMetadata map[string]any `json:"public_metadata"`
		Status         string         `json:"status"`
		URL            string         `json:"url"`
		ExpiresAt      int64          `json:"expires_at"`
		CreatedAt      int64          `json:"created_at"`
		UpdatedAt      int64          `json:"updated_at"`
	}{
		Object:         "invitation",
		ID:             fmt.Sprintf("inv_2g7np7Hrk0SN6kj5EDMLDa%05d", i),
		EmailAddress:   fmt.Sprintf("person-%05d@example.com", i),
		PublicMetadata: map[string]any{"team": "analysis", "seat": i, "roles": []string{"reader", "writer"}},
		Status:         "pending",
		URL:            fmt.Sprintf("https://clerk.example.com/v1/tickets/accept?ticket=%0200d", i),
		ExpiresAt:      created + 30*24*time.Hour.Milliseconds(),
		CreatedAt:      created + int64(i),
		UpdatedAt:      created + int64(i),
	})
	if err != nil {
		panic(err)
	}
	return string(encoded)
}

// A stub transport answers every request at once, without a network.
type stub struct{ create, page []byte }

func newStub() *http.Client { return &http.Client{Transport: stub{answerCreate(), answerPage()}} }

// RoundTrip implements [http.RoundTripper].
func (s stub) RoundTrip(req *http.Request) (*http.Response, error) {
	body := s.page
	if req.Method == http.MethodPost {
		body = s.create
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
		Header:        answerHeader(),
		Body:          io.NopCloser(bytes.NewReader(body)),
		ContentLength: int64(len(body)),
		Request:       req,
	}, nil
}

func answerHeader() http.Header {
	return http.Header{
		"Content-Type":     {"application/json"},
		"Date":             {"Fri, 01 May 2026 00:00:00 GMT"},
		"X-Clerk-Trace-Id": {"5f1d3a1c9d0b4e6f8a7b6c5d4e3f2a1b"},
	}
}

// ServeHTTP makes the same answers over a network.
func (s stub) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	resp, err := s.RoundTrip(req)
	if err != nil {
		return
	}
	maps.Copy(w.Header(), resp.Header)
	w.Header().Set("Content-Length", strconv.FormatInt(resp.ContentLength, 10))
	_, _ = io.Copy(w, resp.Body)
}
