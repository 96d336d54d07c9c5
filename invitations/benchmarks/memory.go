package main

import (
	"context"
	"fmt"
	"runtime"
	"strconv"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

var overall = []unit{{"peak memory", shortBytes}, inBytes, inAllocations}

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
	all := func(concurrency int) run {
		return peakOf(n, func(ctx context.Context, met func()) error {
			for _, err := range ours.All(ctx, invitations.ListParams{}, invitations.WithConcurrency(concurrency)) {
				if err != nil {
					return err
				}
				met()
			}
			return nil
		})
	}
	loop := func(keep func([]*sdkInvitation)) run {
		return peakOf(n, func(ctx context.Context, met func()) error {
			return eachPage(ctx, sdk, pageSize, func(page []*sdkInvitation) error {
				keep(page)
				for range page {
					met()
				}
				return nil
			})
		})
	}
	forget := loop(func([]*sdkInvitation) {})
	var collected []*sdkInvitation
	collect := loop(func(page []*sdkInvitation) { collected = append(collected, page...) })
	for _, rival := range []struct {
		name string
		runs [columns]run
	}{
		{"page by page", [columns]run{all(invitations.DefaultConcurrency), forget}},
		{"page by page, both one request at a time", [columns]run{all(1), forget}},
		{"collected", [columns]run{all(invitations.DefaultConcurrency), func() ([]float64, error) {
			collected = nil
			return collect()
		}}},
	} {
		if err := b.measure(fmt.Sprintf("list %d / %s", n, rival.name), overall, rival.runs); err != nil {
			return err
		}
	}
	return nil
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
