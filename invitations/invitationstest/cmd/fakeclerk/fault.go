package main

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

const faultUsage = `
A fault is NAME[:OPERATION[:TIMES]]:

  503                       the next request gets 503
  503:Create:2              the next two creates get 503
  Cut.AfterWork:CreateBulk  the next bulk is created, and then its connection is cut

NAME is a status from 200 to 599, Cut, Stall, Truncate, HTML (a 502 of the CDN) or RateLimited (a 429 with
Retry-After: 10). With .AfterWork the request is carried out and its response replaced.
OPERATION is Create, CreateBulk, List, Revoke or Delete; if it is empty, the fault is for any request.
`

// parseFault parses a fault as faultUsage describes it.
func parseFault(text string) (invitationstest.Fault, error) {
	name, rest, _ := strings.Cut(text, ":")
	operation, times, _ := strings.Cut(rest, ":")
	name, afterWork := strings.CutSuffix(name, ".AfterWork")
	fault, ok := map[string]invitationstest.Fault{
		"Cut":         invitationstest.Cut(),
		"Stall":       invitationstest.Stall(),
		"Truncate":    invitationstest.Truncate(),
		"HTML":        invitationstest.HTML(http.StatusBadGateway),
		"RateLimited": invitationstest.RateLimited(10 * time.Second),
	}[name]
	if status, _ := strconv.Atoi(name); status >= 200 && status <= 599 {
		fault, ok = invitationstest.Status(status), true
	}
	n, _ := strconv.Atoi(cmp.Or(times, "1"))
	switch {
	case !ok:
		return fault, fmt.Errorf("%q is not a fault", name)
	case !slices.Contains([]string{"", "Create", "CreateBulk", "List", "Revoke", "Delete"}, operation):
		return fault, fmt.Errorf("%q is not an operation", operation)
	case n < 1:
		return fault, fmt.Errorf("%q is not a number of times", times)
	}
	if afterWork {
		fault = fault.AfterWork()
	}
	return fault.On(invitationstest.Operation(operation)).Times(n), nil
}
