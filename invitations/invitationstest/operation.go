package invitationstest

import (
	"net/http"
	"path"
	"strings"
)

// Operation names an operation of the API, as [Fault.On] and [Request] do. The empty Operation
// stands for none in particular: a fault for any request, a request for an unknown route.
type Operation string

// The operations.
const (
	Create     Operation = "Create"     // POST /v1/invitations
	CreateBulk Operation = "CreateBulk" // POST /v1/invitations/bulk
	List       Operation = "List"       // GET /v1/invitations
	Revoke     Operation = "Revoke"     // POST /v1/invitations/{invitation_id}/revoke
	Delete     Operation = "Delete"     // DELETE /v1/invitations/{invitation_id}
)

const basePath = "/v1"

// operationOf returns the operation of a pattern that the generated router registers.
func operationOf(pattern string) Operation {
	switch pattern {
	case "POST " + basePath + "/invitations":
		return Create
	case "POST " + basePath + "/invitations/bulk":
		return CreateBulk
	case "GET " + basePath + "/invitations":
		return List
	case "POST " + basePath + "/invitations/{invitation_id}/revoke":
		return Revoke
	case "DELETE " + basePath + "/invitations/{invitation_id}":
		return Delete
	default:
		return ""
	}
}

// route finds the operation a request is for. Where there is none, allowed holds the methods the
// path does take: none for a path that is unknown.
func route(mux *http.ServeMux, r *http.Request) (op Operation, allowed []string) {
	// The router would answer an unclean path with a redirect, which the API does not do.
	for _, p := range []string{r.URL.Path, r.URL.EscapedPath()} {
		if !strings.HasPrefix(p, "/") || path.Clean(p) != p {
			return "", nil
		}
	}
	for _, method := range []string{http.MethodDelete, http.MethodGet, http.MethodPost} {
		probe := r.WithContext(r.Context())
		probe.Method = method
		_, pattern := mux.Handler(probe)
		found := operationOf(pattern)
		if found == "" {
			continue
		}
		if method == r.Method {
			return found, nil
		}
		allowed = append(allowed, method)
	}
	return "", allowed
}
