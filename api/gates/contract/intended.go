package contract

import (
	"fmt"
	"strings"
)

// An intention is a line of the list of differences that are meant.
type intention struct {
	difference, reason string
	line               int
}

// parseIntended reads the list: a difference, the word "because" and the reason on each line.
// Empty lines and those that begin with # say nothing.
func parseIntended(data string) ([]intention, error) {
	var all []intention
	seen := map[string]int{}
	number := 0
	for line := range strings.Lines(data) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		difference, reason, ok := strings.Cut(line, " because ")
		if reason = strings.TrimSpace(reason); !ok || reason == "" {
			return nil, fmt.Errorf("line %d has no reason: write the difference, the word because, and why it is meant", number)
		}
		difference = strings.TrimSpace(difference)
		if seen[difference] > 0 {
			return nil, fmt.Errorf("line %d says what line %d does", number, seen[difference])
		}
		seen[difference] = number
		all = append(all, intention{difference, reason, number})
	}
	return all, nil
}

// judge tells the differences that nobody meant from the intentions that have come to nothing.
func judge(differences []string, intended []intention) (unmeant []string, stale []intention) {
	found := map[string]bool{}
	for _, difference := range differences {
		found[difference] = true
	}
	meant := map[string]bool{}
	for _, one := range intended {
		meant[one.difference] = true
		if !found[one.difference] {
			stale = append(stale, one)
		}
	}
	for _, difference := range differences {
		if !meant[difference] {
			unmeant = append(unmeant, difference)
		}
	}
	return unmeant, stale
}
