package main

import (
	"context"
	"fmt"
	"runtime"
	"strconv"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

var overall = []unit{{name: "peak memory", text: shortBytes}, inBytes, inAllocations}

// memory measures the most memory that is in use while everything is listed, sampled after a
// collection every so many invitations, and how much is allocated in all.
func memory(b *bench) error {
	for _, n := range []int{10_000, 100_000} {
		if err := memoryOf(b.slowly(), n); err != nil {
			return err
		}
	}
	return nil
}

func memoryOf(b *bench, n int) error {
	server, ours, sdk, err := startClerk("-seed", strconv.Itoa(n))
	if err != nil {
		return err
	}
	defer server.stop()
	all := func(concurrency int, keep func(invitations.Invitation)) run {
		return peakOf(n, func(ctx context.Context, met func()) error {
			for inv, err := range ours.All(ctx, invitations.ListParams{}, invitations.WithConcurrency(concurrency)) {
				if err != nil {
					return err
				}
				if keep != nil {
					keep(inv)
				}
				met()
			}
			return nil
		})
	}
	loop := func(keep func(*sdkInvitation)) run {
		return peakOf(n, func(ctx context.Context, met func()) error {
			return eachPage(ctx, sdk, pageSize, func(page []*sdkInvitation) error {
				for _, inv := range page {
					if keep != nil {
						keep(inv)
					}
					met()
				}
				return nil
			})
		})
	}
	const together = invitations.DefaultConcurrency
	for _, rival := range []struct {
		name string
		runs [columns]run
	}{
		{"page by page", [columns]run{all(together, nil), loop(nil)}},
		{"page by page, both one request at a time", [columns]run{all(1, nil), loop(nil)}},
		{"collected by both", [columns]run{
			collecting(func(keep func(*invitations.Invitation)) run {
				return all(together, func(inv invitations.Invitation) { keep(&inv) })
			}),
			collecting(func(keep func(*sdkInvitation)) run { return loop(keep) }),
		}},
	} {
		if err := b.measure(fmt.Sprintf("list %d / %s", n, rival.name), overall, rival.runs); err != nil {
			return err
		}
	}
	return nil
}

// collecting makes a run that keeps all it meets until its end.
func collecting[T any](listing func(keep func(*T)) run) run {
	return func() ([]float64, error) {
		var collected []*T
		defer runtime.KeepAlive(&collected)
		return listing(func(inv *T) { collected = append(collected, inv) })()
	}
}

// peakOf makes a run of a job that calls met for each invitation.
func peakOf(n int, job func(ctx context.Context, met func()) error) run {
	return func() ([]float64, error) {
		var stats runtime.MemStats
		inUse := func() uint64 {
			runtime.GC()
			runtime.ReadMemStats(&stats)
			return stats.HeapAlloc
		}
		before, most, count := inUse(), uint64(0), 0
		bytes, allocations := stats.TotalAlloc, stats.Mallocs
		err := job(context.Background(), func() {
			if count++; count%(n/20) == 0 {
				most = max(most, inUse())
			}
		})
		if err == nil {
			err = want(n, count)
		}
		runtime.ReadMemStats(&stats)
		return []float64{float64(most - min(most, before)), float64(stats.TotalAlloc - bytes), float64(stats.Mallocs - allocations)}, err
	}
}
