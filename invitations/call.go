package invitations

import (
	"context"
	"time"
)

// The operations, as errors and logs name them.
const (
	opCreate     = "Create"
	opCreateBulk = "CreateBulk"
	opList       = "List"
	opRevoke     = "Revoke"
	opDelete     = "Delete"

	opAll         = "All"
	opCreateAll   = "CreateAll"
	opGet         = "Get"
	opFindByEmail = "FindByEmail"
	opEnsure      = "Ensure"
	opResend      = "Resend"
)

// A call is one use of one operation: the configuration that holds for it, and how far it has got.
type call struct {
	op     string
	parent *call // the call this one is a part of, if it is one
	config *config

	started time.Time
	asked   time.Duration // how much of the time since was waited because the server asked for it
	sent    int           // how many requests were sent
	failed  int           // how many rounds have failed
	lost    bool          // whether the answer to one of the requests was lost
	answer  received      // the last answer
	took    time.Duration // how long the last request took
}

func (c *Client) newCall(ctx context.Context, op string, opts []Option) (*call, error) {
	switch {
	case c == nil || c.config == nil:
		return nil, &ArgumentError{Op: op, Field: "Client", Reason: "was not made by New"}
	case ctx == nil:
		return nil, &ArgumentError{Op: op, Field: "ctx", Reason: "is nil"}
	}
	cfg, err := c.config.with(op, opts)
	if err != nil {
		return nil, err
	}
	if cfg.response != nil {
		*cfg.response = Response{}
	}
	return &call{op: op, config: cfg, started: time.Now()}, nil
}

// part returns a call within c that shares c's time.
func (c *call) part(op string) *call {
	return &call{op: op, parent: c, config: c.config, started: c.started, asked: c.asked}
}

// step returns a call within c with time of its own.
func (c *call) step(op string) *call {
	return &call{op: op, parent: c, config: c.config, started: time.Now()}
}

// adopt counts what a step has done as c's own.
func (c *call) adopt(step *call) {
	c.answer = step.answer
	c.sent += step.sent
	c.report()
}

// report fills in what WithResponse asked for.
func (c *call) report() {
	if c.config.response == nil || c.parent != nil {
		return
	}
	*c.config.response = c.answer.Response
	c.config.response.Attempts = c.sent
}

// do makes a call: it sends the request, again where that may help, until there is a result or an
// error that stays. After a lost answer, settle is asked whether what a later attempt met is the
// work of the lost one; it may be nil.
//
// One round is: send, settle, judge, wait. Settling comes before judging because a refusal can be
// the proof of an earlier success, and judging before waiting so that no wait is begun in vain.
func do[T any](ctx context.Context, c *call, decode func([]byte) (T, error), send sender, settle func(*Error) (T, bool)) (T, error) {
	defer c.report()
	for {
		result, failure := attempt(ctx, c, decode, send)
		if failure == nil {
			return result, nil
		}
		if c.lost && settle != nil {
			if done, ok := settle(failure); ok {
				c.logSettled(ctx)
				return done, nil
			}
		}
		if err := c.goOn(ctx, failure); err != nil {
			return result, err
		}
	}
}

// goOn waits for the next round after a failed attempt, or returns the error to end the call with.
func (c *call) goOn(ctx context.Context, failure *Error) error {
	c.failed++
	c.lost = c.lost || failure.fate == lost
	verdict := c.judge(ctx, failure)
	if verdict.asked && c.config.retry.waitsLong() {
		c.failed-- // it is a place in a queue, not a failure
	}
	c.logFailure(ctx, verdict)
	return c.wait(ctx, failure, verdict)
}

func (c *call) wait(ctx context.Context, failure *Error, verdict verdict) error {
	if !verdict.again {
		return failure
	}
	if err := sleep(ctx, verdict.wait); err != nil {
		if verdict.paid {
			c.config.server.budget.earn() // for nothing was sent
		}
		return failure.during(err)
	}
	if verdict.asked {
		c.asked += verdict.wait
	}
	return nil
}
