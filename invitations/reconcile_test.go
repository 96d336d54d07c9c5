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

func TestCreateFindsInvitationAfterLostResponse(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]invitationstest.Fault{
		"cut":       invitationstest.Cut().AfterWork(),
		"truncated": invitationstest.Truncate(),
		"stall":     invitationstest.Stall().AfterWork(),
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
					var response invitations.Response
					inv, err := client.Create(t.Context(), params, invitations.WithResponse(&response))
					require.NoError(t, err)
					require.Len(t, server.Emails(), 1)
					assert.Equal(t, server.Emails()[0].InvitationID, inv.ID)
					if ignore {
						assert.Equal(t, []invitationstest.Operation{"Create", "List"}, operationsOf(server))
						assert.Equal(t, 1, response.Attempts)
					} else {
						assert.Equal(t, []invitationstest.Operation{"Create", "Create", "List"}, operationsOf(server))
						assert.Equal(t, 2, response.Attempts)
					}
					assert.Equal(t, 200, response.StatusCode)
				})
			})
		}
	}
}

func TestCreateRetriesAfterCutConnection(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		server.Inject(invitationstest.Cut().On(invitationstest.Create))
		inv, err := client.Create(t.Context(), ada)
		require.NoError(t, err)
		assert.NotEmpty(t, inv.URL)
		assert.Len(t, server.Emails(), 1)
		assert.Equal(t, []invitationstest.Operation{"Create", "Create"}, operationsOf(server))
	})
}

func TestCreateWithIgnoreExistingIsNotRetriedAfterLostResponse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		server.Inject(invitationstest.Cut().On(invitationstest.Create))
		params := ada
		params.IgnoreExisting = true
		inv, err := client.Create(t.Context(), params)
		assert.Nil(t, inv)
		failure := requireError(t, err, "Create", 0)
		require.ErrorIs(t, err, invitations.ErrOutcomeUnknown)
		assert.Equal(t, "invitations: Create: no response: EOF: outcome unknown", failure.Error())
		assert.Equal(t, []invitationstest.Operation{"Create", "List", "List", "List", "List", "List"}, operationsOf(server))
	})
}

func TestCreateWithIgnoreExistingIsRetriedIfNotSent(t *testing.T) {
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

func TestCreateDoesNotTakeEarlierInvitation(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]invitationstest.Fault{
		"cut before":     invitationstest.Cut(),
		"cut after work": invitationstest.Cut().AfterWork(),
		"500":            invitationstest.Status(500),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, client := newInProcess(t)
				_, err := client.Create(t.Context(), ada)
				require.NoError(t, err)
				time.Sleep(10 * time.Second)
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

func TestReconcileComparesServerTimes(t *testing.T) {
	t.Parallel()
	for _, skew := range []time.Duration{-24 * time.Hour, -90 * time.Second, -50 * time.Second, 50 * time.Second, 24 * time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			server := invitationstest.NewHandler()
			client := datedClient(t, server, skew)
			server.SetTime(time.Now().Add(skew - 5*time.Minute))
			server.AddInvitation("before@example.com")
			server.SetTime(time.Now().Add(skew))
			server.Inject(invitationstest.Cut().AfterWork().On(invitationstest.Create))
			inv, err := client.Create(t.Context(), ada)
			require.NoError(t, err, skew)
			assert.Equal(t, "ada@example.com", inv.EmailAddress)

			server.Inject(invitationstest.Cut().On(invitationstest.Create))
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

func TestReconcileComparesWholeAddress(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		server.AddInvitation("xada@example.com") // matches as a part
		server.Inject(invitationstest.Cut().On(invitationstest.Create))
		inv, err := client.Create(t.Context(), invitations.CreateParams{EmailAddress: "Ada@Example.com"})
		require.NoError(t, err)
		assert.True(t, strings.EqualFold("ada@example.com", inv.EmailAddress))

		server.Inject(invitationstest.Cut().AfterWork().On(invitationstest.Create))
		inv, err = client.Create(t.Context(), invitations.CreateParams{EmailAddress: "BOB@Example.com"})
		require.NoError(t, err)
		assert.True(t, strings.EqualFold("bob@example.com", inv.EmailAddress))
	})
}

func TestReconcileRetriesLookup(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		server.Inject(invitationstest.Cut().AfterWork().On(invitationstest.Create), invitationstest.Status(503).On(invitationstest.List))
		inv, err := client.Create(t.Context(), ada)
		require.NoError(t, err)
		assert.Equal(t, server.Emails()[0].InvitationID, inv.ID)
		assert.Len(t, server.Emails(), 1)
		assert.Equal(t, []invitationstest.Operation{"Create", "Create", "List", "List"}, operationsOf(server))
	})
}

func TestOutcomeIsUnknownIfLookupFails(t *testing.T) {
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
		server.Inject(invitationstest.Stall().Always())
		begun := time.Now()
		_, err := client.Create(t.Context(), ada)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorIs(t, err, invitations.ErrOutcomeUnknown)
		assert.Less(t, time.Since(begun), time.Minute)
	})
}

func TestWithoutRetrySendsOneRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t, invitations.WithoutRetry())
		server.Inject(invitationstest.Cut().AfterWork())
		_, err := client.Create(t.Context(), ada)
		require.ErrorIs(t, err, invitations.ErrOutcomeUnknown)
		assert.Len(t, server.Requests(), 1)
	})
}

func TestCanceledCreate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := client.Create(ctx, ada)
		require.ErrorIs(t, err, context.Canceled)
		require.NotErrorIs(t, err, invitations.ErrOutcomeUnknown, "nothing was sent")
		assert.Empty(t, server.Requests())

		server.Inject(invitationstest.Stall().AfterWork())
		ctx, cancel = context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		_, err = client.Create(ctx, ada)
		require.ErrorIs(t, err, context.Canceled)
		require.ErrorIs(t, err, invitations.ErrOutcomeUnknown)
	})
}

func TestCreateBulkAfterLostResponse(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault   invitationstest.Fault
		lookup  invitationstest.Fault
		ignore  bool
		unknown bool
	}{
		"carried out":                           {fault: invitationstest.Cut().AfterWork()},
		"not carried out":                       {fault: invitationstest.Cut()},
		"carried out with IgnoreExisting":       {fault: invitationstest.Status(502).AfterWork(), ignore: true},
		"not carried out, one IgnoreExisting":   {fault: invitationstest.Cut(), ignore: true, unknown: true},
		"carried out, rejected the second time": {fault: invitationstest.Truncate(), lookup: invitationstest.Status(503)},
		"rate limited, with one IgnoreExisting": {fault: invitationstest.RateLimited(0), ignore: true},
		"rate limited, without IgnoreExisting":  {fault: invitationstest.RateLimited(0)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, client := newInProcess(t)
				server.Inject(test.fault.On(invitationstest.CreateBulk), test.lookup.On(invitationstest.List))
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

func TestCreateBulkOfPartialServerIsUnknownAndSendsOneEmail(t *testing.T) {
	t.Parallel()
	handler := invitationstest.NewHandler(invitationstest.WithChoices(invitationstest.Choices{PartialBulk: true}))
	client := clientOf(t, handler, invitations.WithRetry(invitations.RetryPolicy{InitialInterval: time.Millisecond}))
	handler.AddUser("user@example.com")
	handler.Inject(invitationstest.Cut().AfterWork().On(invitationstest.CreateBulk))
	_, err := client.CreateBulk(t.Context(), []invitations.CreateParams{ada, {EmailAddress: "user@example.com"}})
	require.ErrorIs(t, err, invitations.ErrOutcomeUnknown)
	assert.Len(t, handler.Emails(), 1)
}

func TestReconcileFindsBothInvitationsOfAnAddress(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		twice := invitations.CreateParams{EmailAddress: "ada@example.com", IgnoreExisting: true}
		server.Inject(invitationstest.Cut().AfterWork().On(invitationstest.CreateBulk))
		list, err := client.CreateBulk(t.Context(), []invitations.CreateParams{twice, twice})
		require.NoError(t, err)
		require.Len(t, list, 2)
		assert.NotEqual(t, list[0].ID, list[1].ID)
	})
}

func TestReconcileDoesNotTakeEarlierBulk(t *testing.T) {
	t.Parallel()
	for _, ignore := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			server, client := newInProcess(t)
			_, err := client.CreateBulk(t.Context(), people(3)) // of which all have the same time
			require.NoError(t, err)
			time.Sleep(10 * time.Second)
			for i := range 3 {
				server.Inject(invitationstest.Cut().On(invitationstest.Create))
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

func TestReconcileAfterServerClockWentBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		_, err := client.Create(t.Context(), invitations.CreateParams{EmailAddress: "bob@example.com"})
		require.NoError(t, err)
		server.Advance(-20 * time.Second)
		server.Inject(invitationstest.Cut().AfterWork().On(invitationstest.Create))
		inv, err := client.Create(t.Context(), ada)
		require.NoError(t, err)
		assert.Equal(t, "ada@example.com", inv.EmailAddress)
	})
}

func TestDefaultCallIsBounded(t *testing.T) {
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
		"limited, then stalled":    {invitationstest.RateLimited(10 * time.Second).Times(4), invitationstest.Stall().Always()},
		"cut, slow lookups":        {invitationstest.Cut().On(invitationstest.CreateBulk), slow(503, "10").On(invitationstest.List).Always()},
		"cut, limited lookups":     {invitationstest.Cut().On(invitationstest.CreateBulk).Always(), invitationstest.RateLimited(10 * time.Second).On(invitationstest.List).Always()},
		"everything stalls":        {invitationstest.Stall().AfterWork().Always()},
		"a lookup out of ten":      {invitationstest.Cut().AfterWork().On(invitationstest.CreateBulk), invitationstest.Stall().On(invitationstest.List).Skip(3).Always()},
		"503 that asks for a wait": {invitationstest.Status(503).WithHeader("Retry-After", "10").On(invitationstest.CreateBulk).Always()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, client := newInProcess(t)
				server.Inject(faults...)
				begun := time.Now()
				_, err := client.CreateBulk(t.Context(), people(10))
				assert.LessOrEqual(t, time.Since(begun), 2*time.Minute, err)
				begun = time.Now()
				_, _ = client.List(t.Context(), invitations.ListParams{})
				assert.LessOrEqual(t, time.Since(begun), 100*time.Second)
			})
		})
	}
}

func TestLookupFollowsRetryPolicy(t *testing.T) {
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
		server.Inject(invitationstest.Cut().AfterWork().On(invitationstest.Create), invitationstest.RateLimited(8*time.Second).On(invitationstest.List))
		begun := time.Now()
		_, err := client.Create(t.Context(), ada)
		require.NoError(t, err)
		assert.GreaterOrEqual(t, time.Since(begun), 8*time.Second)
	})
	for _, p := range []invitations.CreateParams{ada, params} {
		synctest.Test(t, func(t *testing.T) {
			server, client := newInProcess(t)
			server.Inject(invitationstest.Status(503).On(invitationstest.Create).Always(), invitationstest.Stall().On(invitationstest.List))
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(12*time.Second, cancel)
			_, err := client.Create(ctx, p)
			requireError(t, err, "Create", 503)
			for _, target := range []error{context.Canceled, invitations.ErrServer, invitations.ErrOutcomeUnknown} {
				require.ErrorIs(t, err, target)
			}
		})
	}
}

func TestResponseBelongsToError(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		_, err := client.Create(t.Context(), ada)
		require.NoError(t, err)
		time.Sleep(10 * time.Second)
		server.Inject(invitationstest.Cut().On(invitationstest.Create))
		var response invitations.Response
		_, err = client.Create(t.Context(), ada, invitations.WithResponse(&response))
		failure := requireError(t, err, "Create", 400)
		assert.Equal(t, 400, response.StatusCode)
		assert.Equal(t, failure.TraceID, response.TraceID)
	})
}

func TestReconcileKeepsOrderOfBulk(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		ps := people(4)
		for _, i := range []int{1, 3} {
			ps[i] = invitations.CreateParams{EmailAddress: "twin@example.com", IgnoreExisting: true, PublicMetadata: map[string]int{"n": i}}
		}
		server.Inject(invitationstest.Cut().AfterWork().On(invitationstest.CreateBulk))
		list, err := client.CreateBulk(t.Context(), ps)
		require.NoError(t, err)
		assert.JSONEq(t, `{"n":1}`, string(list[1].PublicMetadata))
		assert.JSONEq(t, `{"n":3}`, string(list[3].PublicMetadata))
	})
}

func TestReconcileIgnoresSimilarAddress(t *testing.T) {
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

func TestReconcileFindsAcceptedInvitation(t *testing.T) {
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

// Each of the tests below showed a wrong result of an earlier design.

func TestCreateDoesNotTakeInvitationOfSomebodyElse(t *testing.T) {
	t.Parallel()
	t.Run("created during a wait", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			server, client := newInProcess(t, invitations.WithRetry(invitations.RetryPolicy{MaxRetryAfter: 2 * time.Hour}))
			server.Inject(invitationstest.RateLimited(time.Hour).On(invitationstest.Create), invitationstest.Cut().On(invitationstest.Create))
			time.AfterFunc(30*time.Minute, func() { server.AddInvitation("ada@example.com") })
			_, err := client.Create(t.Context(), ada)
			require.ErrorIs(t, err, invitations.ErrAlreadyInvited)
			require.NotErrorIs(t, err, invitations.ErrOutcomeUnknown)
		})
	})
	t.Run("with other metadata", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			server, client := newInProcess(t)
			server.Inject(invitationstest.Cut().On(invitationstest.Create))
			server.AddInvitation("ada@example.com") // in the same moment
			_, err := client.Create(t.Context(), invitations.CreateParams{EmailAddress: "ada@example.com", PublicMetadata: map[string]any{"team": 1}})
			require.ErrorIs(t, err, invitations.ErrAlreadyInvited)
		})
	})
}

func TestReconcileComparesMetadataAsJSON(t *testing.T) {
	t.Parallel()
	for _, metadata := range []any{nil, map[string]any{}, map[string]any{"a": []any{1.5, nil, "<>"}, "b": int64(12345678901234567)}} {
		synctest.Test(t, func(t *testing.T) {
			server, client := newInProcess(t)
			server.Inject(invitationstest.Cut().AfterWork().On(invitationstest.Create))
			_, err := client.Create(t.Context(), invitations.CreateParams{EmailAddress: "ada@example.com", PublicMetadata: metadata})
			require.NoError(t, err)
		})
	}
}

func TestCreateUsesTwoThirdsOfTheDeadline(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]invitationstest.Fault{
		"stalled before the work": invitationstest.Stall(),
		"stalled after the work":  invitationstest.Stall().AfterWork(),
	} {
		for _, ignore := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					server, client := newInProcess(t)
					server.Inject(fault.On(invitationstest.Create))
					ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
					defer cancel()
					p := ada
					p.IgnoreExisting = ignore
					_, err := client.Create(ctx, p)
					if ignore && name == "stalled before the work" {
						require.ErrorIs(t, err, invitations.ErrOutcomeUnknown)
						return
					}
					require.NoError(t, err)
					assert.Len(t, server.Emails(), 1)
				})
			})
		}
	}
}

func TestCreateAfter5xxIsServerErrorIfListShowsNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		server.Inject(invitationstest.Status(503).On(invitationstest.Create).Always())
		_, err := client.Create(t.Context(), ada)
		requireError(t, err, "Create", 503)
		require.ErrorIs(t, err, invitations.ErrServer)
		require.NotErrorIs(t, err, invitations.ErrOutcomeUnknown)
		assert.Equal(t, []invitationstest.Operation{"Create", "Create", "Create", "Create", "Create", "List"}, operationsOf(server))
	})
	for name, faults := range map[string][]invitationstest.Fault{
		"no response":  {invitationstest.Cut().On(invitationstest.Create).Always()},
		"lookup fails": {invitationstest.Status(503).Always()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, client := newInProcess(t)
				server.Inject(faults...)
				_, err := client.Create(t.Context(), ada)
				require.ErrorIs(t, err, invitations.ErrOutcomeUnknown)
			})
		})
	}
}
