package invitations_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

func TestALostCreateThatWasCarriedOutIsFound(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]invitationstest.Fault{
		"cut":       invitationstest.CutAfter(),
		"truncated": invitationstest.Truncate(),
		"stall":     invitationstest.StallAfter(),
		"500":       invitationstest.Status(500).AfterWork(),
		"502":       invitationstest.HTML(502).AfterWork(),
		"200 HTML":  invitationstest.HTML(200).AfterWork(),
	} {
		for _, ignore := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					server, client := newInProcess(t)
					server.Inject(fault.On(invitationstest.Create))
					params := ada
					params.IgnoreExisting = ignore
					var answer invitations.Response
					inv, err := client.Create(t.Context(), params, invitations.WithResponse(&answer))
					require.NoError(t, err)
					require.Len(t, server.Emails(), 1)
					assert.Equal(t, server.Emails()[0].InvitationID, inv.ID)
					assert.Equal(t, []invitationstest.Operation{"Create", "List"}, operationsOf(server))
					assert.Equal(t, 1, answer.Attempts)
					assert.Equal(t, 200, answer.StatusCode)
				})
			})
		}
	}
}

func TestALostCreateThatWasNotCarriedOutIsSentAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		server.Inject(invitationstest.CutBefore().On(invitationstest.Create))
		inv, err := client.Create(t.Context(), ada)
		require.NoError(t, err)
		assert.NotEmpty(t, inv.URL)
		assert.Len(t, server.Emails(), 1)
		assert.Equal(t, []invitationstest.Operation{"Create", "List", "Create"}, operationsOf(server))
	})
}

func TestWithIgnoreExistingALostCreateIsNeverRepeated(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		server.Inject(invitationstest.CutBefore().On(invitationstest.Create))
		params := ada
		params.IgnoreExisting = true
		inv, err := client.Create(t.Context(), params)
		assert.Nil(t, inv)
		failure := requireError(t, err, "Create", 0)
		require.ErrorIs(t, err, invitations.ErrOutcomeUnknown)
		assert.Equal(t, "invitations: Create: no answer: EOF: outcome unknown", failure.Error())
		assert.Equal(t, []invitationstest.Operation{"Create", "List", "List", "List", "List"}, operationsOf(server))
	})
}

func TestWithIgnoreExistingACreateThatTouchedNothingIsRepeated(t *testing.T) {
	t.Parallel()
	params := ada
	params.IgnoreExisting = true
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		server.Inject(invitationstest.RateLimited(time.Second).Times(3))
		_, err := client.Create(t.Context(), params)
		require.NoError(t, err)
		assert.Len(t, server.Emails(), 1)
	})
	synctest.Test(t, func(t *testing.T) {
		handler := invitationstest.NewHandler()
		dials := 0
		client, err := invitations.New(handler.SecretKey, invitations.WithHTTPClient(&http.Client{
			Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
				if dials++; dials < 4 {
					return nil, errRefusedConnection // and the body was not read
				}
				return inProcess(t, handler).RoundTrip(r)
			}),
		}))
		require.NoError(t, err)
		_, err = client.Create(t.Context(), params)
		require.NoError(t, err)
		assert.Equal(t, []invitationstest.Operation{"Create"}, operationsOf(handler))
	})
}

func TestADuplicateThatWasThereBeforeTheCallStaysOne(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]invitationstest.Fault{
		"cut before":  invitationstest.CutBefore(),
		"answer lost": invitationstest.CutAfter(),
		"500":         invitationstest.Status(500),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, client := newInProcess(t)
				_, err := client.Create(t.Context(), ada)
				require.NoError(t, err)
				// At once: no clock tells the two apart.
				server.Inject(fault.On(invitationstest.Create))
				_, err = client.Create(t.Context(), invitations.CreateParams{EmailAddress: "ADA@example.com"})
				requireError(t, err, "Create", 400)
				require.ErrorIs(t, err, invitations.ErrAlreadyInvited)
				require.NotErrorIs(t, err, invitations.ErrOutcomeUnknown)
				assert.Len(t, server.Emails(), 1)
			})
			synctest.Test(t, func(t *testing.T) {
				server, client := newInProcess(t)
				server.AddInvitation("ada@example.com")
				time.Sleep(2 * time.Minute)
				server.Inject(fault.On(invitationstest.Create))
				_, err := client.Create(t.Context(), ada)
				require.ErrorIs(t, err, invitations.ErrAlreadyInvited, "to another client, the server's clock tells")
				assert.Empty(t, server.Emails())
			})
		})
	}
}

func TestClocksMayDiffer(t *testing.T) {
	t.Parallel()
	for _, skew := range []time.Duration{-24 * time.Hour, -90 * time.Second, -50 * time.Second, 50 * time.Second, 24 * time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			server := invitationstest.NewHandler()
			client := datedClient(t, server, skew)
			server.SetTime(time.Now().Add(skew - 5*time.Minute))
			server.AddInvitation("before@example.com")
			server.SetTime(time.Now().Add(skew))
			server.Inject(invitationstest.CutAfter().On(invitationstest.Create))
			inv, err := client.Create(t.Context(), ada)
			require.NoError(t, err, skew)
			assert.Equal(t, "ada@example.com", inv.EmailAddress)

			server.Inject(invitationstest.CutBefore().On(invitationstest.Create))
			_, err = client.Create(t.Context(), invitations.CreateParams{EmailAddress: "before@example.com"})
			require.ErrorIs(t, err, invitations.ErrAlreadyInvited, skew)
		})
	}
}

// datedClient returns a client of a server whose Date is off by skew, as its invitations' times are.
func datedClient(t *testing.T, server *invitationstest.Handler, skew time.Duration) *invitations.Client {
	t.Helper()
	client, err := invitations.New(server.SecretKey, invitations.WithHTTPClient(&http.Client{
		Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			resp, err := inProcess(t, server).RoundTrip(r)
			if err == nil {
				resp.Header.Set("Date", time.Now().Add(skew).UTC().Format(http.TimeFormat))
			}
			return resp, err
		}),
	}))
	require.NoError(t, err)
	return client
}

func TestALookUpTakesTheExactAddressAndNoOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		server.AddInvitation("xada@example.com") // matches as a part
		server.Inject(invitationstest.CutBefore().On(invitationstest.Create))
		inv, err := client.Create(t.Context(), invitations.CreateParams{EmailAddress: "Ada@Example.com"})
		require.NoError(t, err)
		assert.True(t, strings.EqualFold("ada@example.com", inv.EmailAddress))

		server.Inject(invitationstest.CutAfter().On(invitationstest.Create))
		inv, err = client.Create(t.Context(), invitations.CreateParams{EmailAddress: "BOB@Example.com"})
		require.NoError(t, err)
		assert.True(t, strings.EqualFold("bob@example.com", inv.EmailAddress))
	})
}

func TestADuplicateThatIsTheCallsOwnWorkIsItsAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		// The first look-up fails, so the create is sent again, and refused.
		server.Inject(invitationstest.CutAfter().On(invitationstest.Create), invitationstest.Status(503).On(invitationstest.List))
		inv, err := client.Create(t.Context(), ada)
		require.NoError(t, err)
		assert.Equal(t, server.Emails()[0].InvitationID, inv.ID)
		assert.Len(t, server.Emails(), 1)
		assert.Equal(t, []invitationstest.Operation{"Create", "List", "Create", "List"}, operationsOf(server))
	})
}

func TestAnOutageLeavesTheOutcomeUnknown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		server.Inject(invitationstest.Status(503).Always())
		begun := time.Now()
		_, err := client.Create(t.Context(), ada)
		requireError(t, err, "Create", 503)
		require.ErrorIs(t, err, invitations.ErrServer)
		require.ErrorIs(t, err, invitations.ErrOutcomeUnknown)
		assert.Less(t, time.Since(begun), 45*time.Second)
	})
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		server.Inject(invitationstest.StallBefore().Always())
		begun := time.Now()
		_, err := client.Create(t.Context(), ada)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorIs(t, err, invitations.ErrOutcomeUnknown)
		assert.Less(t, time.Since(begun), time.Minute)
	})
}

func TestWithoutRetryOneRequestIsSent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t, invitations.WithoutRetry())
		server.Inject(invitationstest.CutAfter())
		_, err := client.Create(t.Context(), ada)
		require.ErrorIs(t, err, invitations.ErrOutcomeUnknown)
		assert.Len(t, server.Requests(), 1)
	})
}

func TestACanceledCreateSaysWhetherItMayHaveHappened(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := client.Create(ctx, ada)
		require.ErrorIs(t, err, context.Canceled)
		require.NotErrorIs(t, err, invitations.ErrOutcomeUnknown, "nothing was sent")
		assert.Empty(t, server.Requests())

		server.Inject(invitationstest.StallAfter())
		ctx, cancel = context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		_, err = client.Create(ctx, ada)
		require.ErrorIs(t, err, context.Canceled)
		require.ErrorIs(t, err, invitations.ErrOutcomeUnknown)
	})
}

func TestALostBulkEndsInTheTruth(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault   invitationstest.Fault
		lookUp  invitationstest.Fault
		ignore  bool
		unknown bool
	}{
		"carried out":                          {fault: invitationstest.CutAfter()},
		"not carried out":                      {fault: invitationstest.CutBefore()},
		"carried out with IgnoreExisting":      {fault: invitationstest.Status(502).AfterWork(), ignore: true},
		"not carried out, one IgnoreExisting":  {fault: invitationstest.CutBefore(), ignore: true, unknown: true},
		"carried out, refused the second time": {fault: invitationstest.Truncate(), lookUp: invitationstest.Status(503)},
		"turned away, with one IgnoreExisting": {fault: invitationstest.RateLimited(0), ignore: true},
		"turned away, without IgnoreExisting":  {fault: invitationstest.RateLimited(0)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, client := newInProcess(t)
				server.Inject(test.fault.On(invitationstest.CreateBulk), test.lookUp.On(invitationstest.List))
				ps := people(10)
				ps[4].IgnoreExisting = test.ignore
				list, err := client.CreateBulk(t.Context(), ps)
				if test.unknown {
					assert.Nil(t, list)
					require.ErrorIs(t, err, invitations.ErrOutcomeUnknown)
					assert.Empty(t, server.Emails())
					return
				}
				require.NoError(t, err)
				require.Len(t, list, len(ps))
				for i, inv := range list {
					assert.Equal(t, ps[i].EmailAddress, inv.EmailAddress)
				}
				assert.Len(t, server.Emails(), len(ps))
			})
		})
	}
}

func TestALostBulkOfWhichAPartWasCarriedOutIsRefusedAndMailedOnce(t *testing.T) {
	t.Parallel()
	handler := invitationstest.NewHandler(invitationstest.WithPartialBulk())
	client := clientOf(t, handler, invitations.WithRetry(invitations.RetryPolicy{InitialInterval: time.Millisecond}))
	handler.AddUser("user@example.com")
	handler.Inject(invitationstest.CutAfter().On(invitationstest.CreateBulk))
	_, err := client.CreateBulk(t.Context(), []invitations.CreateParams{ada, {EmailAddress: "user@example.com"}})
	require.ErrorIs(t, err, invitations.ErrUserExists)
	assert.Len(t, handler.Emails(), 1)
}

func TestTheSameAddressTwiceInALostBulkHasTwoInvitations(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		twice := invitations.CreateParams{EmailAddress: "ada@example.com", IgnoreExisting: true}
		server.Inject(invitationstest.CutAfter().On(invitationstest.CreateBulk))
		list, err := client.CreateBulk(t.Context(), []invitations.CreateParams{twice, twice})
		require.NoError(t, err)
		require.Len(t, list, 2)
		assert.NotEqual(t, list[0].ID, list[1].ID)
	})
}

func operationsOf(server *invitationstest.Handler) []invitationstest.Operation {
	var operations []invitationstest.Operation
	for _, request := range server.Requests() {
		operations = append(operations, request.Operation)
	}
	return operations
}

func TestWhatThisClientMadeBeforeIsNeverTakenForTheCallsOwn(t *testing.T) {
	t.Parallel()
	for _, ignore := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			server, client := newInProcess(t)
			_, err := client.CreateBulk(t.Context(), people(3)) // of which all have the same time
			require.NoError(t, err)
			time.Sleep(5 * time.Second)
			for i := range 3 {
				server.Inject(invitationstest.CutBefore().On(invitationstest.Create))
				p := people(3)[i]
				p.IgnoreExisting = ignore
				_, err = client.Create(t.Context(), p)
				if ignore {
					require.ErrorIs(t, err, invitations.ErrOutcomeUnknown)
				} else {
					require.ErrorIs(t, err, invitations.ErrAlreadyInvited)
				}
			}
			assert.Len(t, server.Emails(), 3)
		})
	}
}

func TestAServersClockMayGoBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		_, err := client.Create(t.Context(), invitations.CreateParams{EmailAddress: "bob@example.com"})
		require.NoError(t, err)
		server.Advance(-20 * time.Second)
		server.Inject(invitationstest.CutAfter().On(invitationstest.Create))
		inv, err := client.Create(t.Context(), ada)
		require.NoError(t, err)
		assert.Equal(t, "ada@example.com", inv.EmailAddress)
	})
}

func TestTwoCallsNeverHaveOneInvitation(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		server.Inject(invitationstest.StallBefore().On(invitationstest.Create))
		first := make(chan error)
		go func() {
			_, err := client.Create(t.Context(), ada, invitations.WithTimeout(2*time.Second))
			first <- err
		}()
		time.Sleep(time.Second)
		_, err := client.Create(t.Context(), ada)
		require.NoError(t, err)
		require.ErrorIs(t, <-first, invitations.ErrAlreadyInvited)
		assert.Len(t, server.Emails(), 1)
	})
}

func TestARefusalThatCannotBeReadIsAskedForAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		id := server.AddInvitation("ada@example.com")
		time.Sleep(time.Hour)
		server.Inject(invitationstest.Truncate())
		_, err := client.Create(t.Context(), ada)
		require.ErrorIs(t, err, invitations.ErrAlreadyInvited)
		server.Inject(invitationstest.CutAfter(), invitationstest.Truncate())
		inv, err := client.Revoke(t.Context(), id)
		require.NoError(t, err)
		assert.Equal(t, id, inv.ID)
		server.Inject(invitationstest.CutAfter(), invitationstest.Truncate())
		require.NoError(t, client.Delete(t.Context(), id))
	})
}

func TestADefaultCallEndsWithinAMinute(t *testing.T) {
	t.Parallel()
	slow := func(status int, after string) invitationstest.Fault {
		return invitationstest.Func(func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
			select {
			case <-time.After(14 * time.Second):
				w.Header().Set("Retry-After", after)
				w.WriteHeader(status)
			case <-r.Context().Done():
			}
		})
	}
	for name, faults := range map[string][]invitationstest.Fault{
		"slow 503":                 {slow(503, "1").Always()},
		"slow 503, long waits":     {slow(503, "10").Always()},
		"limited, then stalled":    {invitationstest.RateLimited(10 * time.Second).Times(4), invitationstest.StallBefore().Always()},
		"cut, slow look-ups":       {invitationstest.CutBefore().On(invitationstest.CreateBulk), slow(503, "10").On(invitationstest.List).Always()},
		"cut, limited look-ups":    {invitationstest.CutBefore().On(invitationstest.CreateBulk).Always(), invitationstest.RateLimited(10 * time.Second).On(invitationstest.List).Always()},
		"everything stalls":        {invitationstest.StallAfter().Always()},
		"a look-up out of ten":     {invitationstest.CutAfter().On(invitationstest.CreateBulk), invitationstest.StallBefore().On(invitationstest.List).Skip(3).Always()},
		"503 that asks for a wait": {invitationstest.Status(503).WithHeader("Retry-After", "10").On(invitationstest.CreateBulk).Always()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, client := newInProcess(t)
				server.Inject(faults...)
				begun := time.Now()
				_, err := client.CreateBulk(t.Context(), people(10))
				assert.LessOrEqual(t, time.Since(begun), time.Minute, err)
				begun = time.Now()
				_, _ = client.List(t.Context(), invitations.ListParams{})
				assert.LessOrEqual(t, time.Since(begun), 50*time.Second)
			})
		})
	}
}

func TestALookUpsOwnAnswerIsJudged(t *testing.T) {
	t.Parallel()
	params := ada
	params.IgnoreExisting = true
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		server.Inject(invitationstest.Status(503).WithHeader("Retry-After", "9").On(invitationstest.Create))
		begun := time.Now()
		_, err := client.Create(t.Context(), params)
		require.ErrorIs(t, err, invitations.ErrOutcomeUnknown)
		assert.Less(t, time.Since(begun), 14*time.Second, "one wait was asked for, not four")
	})
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		server.Inject(invitationstest.CutBefore().On(invitationstest.Create), invitationstest.RateLimited(8*time.Second).On(invitationstest.List))
		begun := time.Now()
		_, err := client.Create(t.Context(), ada)
		require.NoError(t, err)
		assert.GreaterOrEqual(t, time.Since(begun), 8*time.Second)
	})
	for _, p := range []invitations.CreateParams{ada, params} {
		synctest.Test(t, func(t *testing.T) {
			server, client := newInProcess(t)
			server.Inject(invitationstest.Status(503).On(invitationstest.Create), invitationstest.StallBefore().On(invitationstest.List))
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(3*time.Second, cancel)
			_, err := client.Create(ctx, p)
			requireError(t, err, "Create", 503)
			for _, target := range []error{context.Canceled, invitations.ErrServer, invitations.ErrOutcomeUnknown} {
				require.ErrorIs(t, err, target)
			}
		})
	}
}

func TestTheResponseIsThatOfTheError(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		_, err := client.Create(t.Context(), ada)
		require.NoError(t, err)
		server.Inject(invitationstest.CutBefore().On(invitationstest.Create))
		var answer invitations.Response
		_, err = client.Create(t.Context(), ada, invitations.WithResponse(&answer))
		failure := requireError(t, err, "Create", 400)
		assert.Equal(t, 400, answer.StatusCode)
		assert.Equal(t, failure.TraceID, answer.TraceID)
	})
}

func TestTheSameAddressTwiceInALostBulkKeepsItsOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		ps := people(4)
		for _, i := range []int{1, 3} {
			ps[i] = invitations.CreateParams{EmailAddress: "twin@example.com", IgnoreExisting: true, PublicMetadata: map[string]int{"n": i}}
		}
		server.Inject(invitationstest.CutAfter().On(invitationstest.CreateBulk))
		list, err := client.CreateBulk(t.Context(), ps)
		require.NoError(t, err)
		assert.JSONEq(t, `{"n":1}`, string(list[1].PublicMetadata))
		assert.JSONEq(t, `{"n":3}`, string(list[3].PublicMetadata))
	})
}

func TestAnAddressIsMatchedAsAWhole(t *testing.T) {
	t.Parallel()
	for _, near := range []string{"xada@example.com", "ada@example.com.au"} {
		synctest.Test(t, func(t *testing.T) {
			server, client := newInProcess(t)
			server.Inject(
				invitationstest.Func(func(http.ResponseWriter, *http.Request, http.Handler) {
					server.AddInvitation(near) // in the very moment
					panic(http.ErrAbortHandler)
				}).On(invitationstest.Create),
			)
			inv, err := client.Create(t.Context(), ada)
			require.NoError(t, err)
			assert.Equal(t, "ada@example.com", inv.EmailAddress)
		})
	}
}

func TestABulkIsSentAgainWithoutWhatIsFound(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		server.Inject(invitationstest.Func(func(http.ResponseWriter, *http.Request, http.Handler) {
			server.AddInvitation("p1@example.com") // a part of the work
			server.AddInvitation("p3@example.com")
			panic(http.ErrAbortHandler)
		}).On(invitationstest.CreateBulk))
		list, err := client.CreateBulk(t.Context(), people(5))
		require.NoError(t, err)
		for i, inv := range list {
			assert.Equal(t, people(5)[i].EmailAddress, inv.EmailAddress)
		}
		assert.Len(t, server.Invitations(), 5)
	})
}

func TestAnInvitationThatIsAcceptedAtOnceIsFoundToo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		server.Inject(invitationstest.Func(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			next.ServeHTTP(httptest.NewRecorder(), r)
			assert.NoError(t, server.Accept(server.Emails()[0].InvitationID))
			panic(http.ErrAbortHandler)
		}).On(invitationstest.Create))
		inv, err := client.Create(t.Context(), ada)
		require.NoError(t, err)
		assert.Equal(t, invitations.StatusAccepted, inv.Status)
	})
}

func TestWhatThisClientHasListedBeforeIsNotTheCallsOwn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		server.AddInvitation("ada@example.com") // by somebody else, just now
		_, err := client.List(t.Context(), invitations.ListParams{})
		require.NoError(t, err)
		server.Inject(invitationstest.CutBefore().On(invitationstest.Create))
		_, err = client.Create(t.Context(), ada)
		require.ErrorIs(t, err, invitations.ErrAlreadyInvited)
	})
}
