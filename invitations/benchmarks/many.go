package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/clerk/clerk-sdk-go/v2/invitation"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// many measures jobs of many requests on a server whose answers take as long as they do on the way to
// Clerk. clerk-sdk-go has no iterator and no bulk of more than ten: beside it stand the loops its
// users write.
func many(b *bench) error {
	if err := manyListed(b.slowly()); err != nil {
		return err
	}
	return manyInvited(b.slowly())
}

const (
	listed    = 10_000
	invited   = 1_000
	roundTrip = 50 * time.Millisecond
)

func manyListed(b *bench) error {
	server, ours, sdk, err := startClerk("-seed", strconv.Itoa(listed), "-delay", roundTrip.String())
	if err != nil {
		return err
	}
	defer server.stop()
	all := once(func(ctx context.Context) error {
		n := 0
		for _, err := range ours.All(ctx, invitations.ListParams{}) {
			if err != nil {
				return err
			}
			n++
		}
		return want(listed, n)
	})
	for _, size := range []int64{500, 10} {
		job := fmt.Sprintf("list %d, %v a request / pages of %d", listed, roundTrip, size)
		err := b.measure(job, []unit{inTime}, [columns]run{all, once(func(ctx context.Context) error {
			return eachPage(ctx, sdk, size, func([]*sdkInvitation) error { return nil })
		}), nil})
		if err != nil {
			return err
		}
	}
	return nil
}

// eachPage is the loop of a user of clerk-sdk-go.
func eachPage(ctx context.Context, client *invitation.Client, size int64, page func([]*sdkInvitation) error) error {
	for offset := int64(0); ; offset += size {
		list, err := client.List(ctx, sdkPage(size, offset))
		if err != nil {
			return err
		}
		if err := page(list.Invitations); err != nil {
			return err
		}
		if offset+size >= list.TotalCount {
			return want(int(list.TotalCount-offset), len(list.Invitations))
		}
	}
}

func manyInvited(b *bench) error {
	server, ours, sdk, err := startClerk("-delay", roundTrip.String())
	if err != nil {
		return err
	}
	defer server.stop()
	turn := 0
	addresses := func() []string {
		turn++
		list := make([]string, invited)
		for i := range list {
			list[i] = fmt.Sprintf("person-%d-%d@example.com", turn, i)
		}
		return list
	}
	job := fmt.Sprintf("invite %d, %v a request / bulks of 10", invited, roundTrip)
	return b.measure(job, []unit{inTime}, [columns]run{
		once(func(ctx context.Context) error {
			var people []invitations.CreateParams
			for _, address := range addresses() {
				people = append(people, invitations.CreateParams{EmailAddress: address})
			}
			n := 0
			for result, err := range ours.CreateAll(ctx, slices.Values(people)) {
				if err != nil {
					return err
				}
				if result.Err != nil {
					return result.Err
				}
				n++
			}
			return want(invited, n)
		}),
		once(func(ctx context.Context) error {
			n := 0
			for chunk := range slices.Chunk(addresses(), 10) {
				params := &invitation.BulkCreateParams{}
				for _, address := range chunk {
					params.Invitations = append(params.Invitations, &invitation.CreateParams{EmailAddress: address})
				}
				made, err := sdk.BulkCreate(ctx, params)
				if err != nil {
					return err
				}
				n += len(made.Invitations)
			}
			return want(invited, n)
		}),
		nil,
	})
}

// once makes a run of a job that is timed as a whole.
func once(job func(context.Context) error) run {
	return func() ([]float64, error) {
		begun := time.Now()
		err := job(context.Background())
		return []float64{float64(time.Since(begun))}, err
	}
}

func want(n, got int) error {
	if got != n {
		return fmt.Errorf("%d instead of %d", got, n)
	}
	return nil
}
