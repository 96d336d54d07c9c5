package invitationstest

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

const (
	versionHeader = "Clerk-API-Version"
	versionQuery  = "__clerk_api_version"
)

// authorize checks the secret key of a request.
func (h *Handler) authorize(r *http.Request) *apiError {
	scheme, key, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || key == "" || strings.Contains(key, " ") {
		return newError(http.StatusUnauthorized, "authorization_header_format_invalid",
			"The Authorization header must be the word Bearer, a space and a secret key.")
	}
	if key != h.SecretKey {
		return usualError(http.StatusUnauthorized)
	}
	return nil
}

// apiVersion returns the version that a request pins, or "" if it pins none.
func apiVersion(r *http.Request) (string, *apiError) {
	versions := slices.Concat(r.Header.Values(versionHeader), r.URL.Query()[versionQuery])
	if len(versions) == 0 {
		return "", nil
	}
	if _, err := time.Parse(time.DateOnly, versions[0]); err != nil || len(versions) > 1 {
		return "", newError(http.StatusBadRequest, "api_version_invalid",
			"Send one version, a date such as 2026-05-12, in the header or in the query.")
	}
	return versions[0], nil
}
