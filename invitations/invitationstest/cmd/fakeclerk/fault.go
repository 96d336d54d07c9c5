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

NAME is a status from 200 to 599, Cut, Stall, Truncate, HTML (a 502 of the CDN) or RateLimited
(a 429 with Retry-After: 10). With .AfterWork the request is carried out and its response replaced.
OPERATION is Create, CreateBulk, List, Revoke or Delete; if it is empty, any request meets the fault.
`

// parseFault parses a fault as faultUsage describes it.
func parseFault(spec string) (invitationstest.Fault, error) {
	name, rest, _ := strings.Cut(spec, ":")
	operation, times, _ := strings.Cut(rest, ":")
	name, afterWork := strings.CutSuffix(strings.ToLower(name), ".afterwork")
	fault, ok := map[string]invitationstest.Fault{
		"cut":         invitationstest.Cut(),
		"stall":       invitationstest.Stall(),
		"truncate":    invitationstest.Truncate(),
		"html":        invitationstest.HTML(http.StatusBadGateway),
		"ratelimited": invitationstest.RateLimited(10 * time.Second),
	}[name]
	if !ok {
		status, err := strconv.Atoi(name)
		if err != nil || status < 200 || status > 599 {
			return fault, fmt.Errorf("%q is not a fault", name)
		}
		fault = invitationstest.Status(status)
	}
	if afterWork {
		fault = fault.AfterWork()
	}
	if !slices.Contains([]string{"", "Create", "CreateBulk", "List", "Revoke", "Delete"}, operation) {
		return fault, fmt.Errorf("%q is not an operation", operation)
	}
	fault = fault.On(invitationstest.Operation(operation))
	n, err := strconv.Atoi(cmp.Or(times, "1"))
	if err != nil || n < 1 {
		return fault, fmt.Errorf("%q is not a number of times", times)
	}
	return fault.Times(n), nil
}
