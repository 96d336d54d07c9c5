package invitationstest

import (
	"net/http"
	"path"
)

// An Operation is an operation of the API, for [Fault.On] and [Request]. In a Fault, the empty Operation
// means any request. In a Request, it means that the API has none at the path.
type Operation string

// The operations.
const (
	OpCreate     Operation = "Create"     // POST /v1/invitations
	OpCreateBulk Operation = "CreateBulk" // POST /v1/invitations/bulk
	OpList       Operation = "List"       // GET /v1/invitations
	OpRevoke     Operation = "Revoke"     // POST /v1/invitations/{invitation_id}/revoke
	OpDelete     Operation = "Delete"     // DELETE /v1/invitations/{invitation_id}
)

const basePath = "/v1"

// operation returns the operation that a request is for, by the pattern of the router.
func (h *Handler) operation(r *http.Request) Operation {
	// The router would redirect from an unclean path, which the API does not do.
	if escaped := r.URL.EscapedPath(); path.Clean(escaped) != escaped {
		return ""
	}
	switch _, pattern := h.mux.Handler(r); pattern {
	case "POST " + basePath + "/invitations":
		return OpCreate
	case "POST " + basePath + "/invitations/bulk":
		return OpCreateBulk
	case "GET " + basePath + "/invitations":
		return OpList
	case "POST " + basePath + "/invitations/{invitation_id}/revoke":
		return OpRevoke
	case "DELETE " + basePath + "/invitations/{invitation_id}":
		return OpDelete
	default:
		return ""
	}
}
