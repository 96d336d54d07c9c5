package invitationstest

import (
	"net/http"
	"strings"
	"time"
)

const (
	versionHeader = "Clerk-API-Version"
	versionQuery  = "__clerk_api_version"
)

func keyInvalid() *problem {
	return refuse(http.StatusUnauthorized,
		entry("clerk_key_invalid", "invalid key", "The secret key is not one of this instance's."))
}

// authorize checks the key of a request.
func (h *Handler) authorize(r *http.Request) *problem {
	malformed := refuse(http.StatusUnauthorized,
		entry("authorization_header_format_invalid", "invalid authorization header",
			"The Authorization header must hold the word Bearer, a space and a secret key."))
	values := r.Header.Values("Authorization")
	if len(values) != 1 {
		return malformed
	}
	scheme, key, ok := strings.Cut(values[0], " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") || key == "" || strings.ContainsAny(key, " \t") {
		return malformed
	}
	if key != h.SecretKey {
		return keyInvalid()
	}
	return nil
}

// apiVersion returns the version a request pins, empty where it pins none.
func apiVersion(r *http.Request) (string, *problem) {
	values := append(append([]string{}, r.Header.Values(versionHeader)...), r.URL.Query()[versionQuery]...)
	if len(values) == 0 {
		return "", nil
	}
	_, err := time.Parse(time.DateOnly, values[0])
	if len(values) > 1 || err != nil {
		return "", refuse(http.StatusBadRequest,
			entry("api_version_invalid", "invalid API version",
				"Name one version, a date such as 2026-05-12, in the header or in the query."))
	}
	return values[0], nil
}
