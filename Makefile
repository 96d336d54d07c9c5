# People and CI run the same targets. `make help` lists them.

SHELL := bash

include .ci/versions

# The root module is what users get. The others hold what they do not need.
MODULES := . api/consumer api/consumer/openapi api/contract invitations/benchmarks invitations/invitationstest/peers

# The race detector needs cgo, which go turns off if there is no C compiler. Simulations take long with
# it, and have no concurrency to show.
RACE = $(if $(filter 1,$(shell go env CGO_ENABLED)),go test -vet=off -race -short ./...)

BENCH ?= .
FUZZTIME ?= 10s

.PHONY: help demo test check generate generated vet lint dependencies contract upstream differences compat bench peers live fuzz vulncheck outdated
.DEFAULT_GOAL := help

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-14s%s\n", $$1, $$2 }' Makefile

demo: ## Run the quickstart, against the fake server unless CLERK_SECRET_KEY is set
	go run ./invitations/examples/quickstart

test: ## Run the tests, with the race detector if there is a C compiler
	go test ./...
	$(RACE)
	cd api/contract && go test -count 1 ./... # the cache does not see that api/invitations.yaml has changed
	cd invitations/benchmarks && go test ./...

check: generated dependencies contract compat vet test ## Run all checks and tests that a change has to pass, but make lint

generate: ## Generate gen/ from api/invitations.yaml
	go generate .

generated: ## Check that gen/ is what api/invitations.yaml generates
	@old=$$(mktemp -d) && trap 'rm -rf "$$old"' EXIT && cp -R gen "$$old" && go generate . || exit 1; \
	diff -ru "$$old/gen" gen || { echo "generated: gen/ was not what api/invitations.yaml generates: commit what has changed" >&2; exit 1; }

vet: ## Check the format of the code, and run go vet
	@files=$$(gofmt -l .) && [ -z "$$files" ] || { echo "vet: run gofmt -w" $$files >&2; exit 1; }
	@for module in $(MODULES); do (cd $$module && go vet ./...) || exit 1; done

lint: ## Run the linters over Go code and workflows
	@for module in $(MODULES); do (cd $$module && go run $(GOLANGCI_LINT) run ./...) || exit 1; done
	go run $(ACTIONLINT) -shellcheck= -pyflakes=
	@! grep -n 'uses:' .github/workflows/* | grep -vE 'uses: actions/[a-z-]+@[0-9a-f]{40} # v[0-9.]+$$' || { echo "lint: use only GitHub's own actions, pinned by hash" >&2; exit 1; }

dependencies: ## Check every go.mod, what users of the library depend on, and the README's go get
	@for module in $(MODULES); do (cd $$module && go mod tidy -diff) || \
		{ echo "dependencies: run go mod tidy in $$module; what that adds to api/consumer, every user of the library gets" >&2; exit 1; }; done
	@cd api/consumer/openapi && go vet . || \
		{ echo "dependencies: users of older modules can no longer compile their programs: see api/consumer/openapi/main.go" >&2; exit 1; }
	@cd api/consumer && go list -deps -test -f '{{with .Module}}{{if not (or .Main .Replace)}}{{$$.ImportPath}}{{end}}{{end}}' . | diff packages.txt - || \
		{ echo "dependencies: the library or invitationstest imports other packages than api/consumer/packages.txt lists" >&2; exit 1; }
	@go list "$$(sed -n 's/^ *go get \([^ ]*\).*/\1/p' README.md)" >/dev/null || \
		{ echo "dependencies: the README's go get names no package" >&2; exit 1; }

contract: ## Compare api/invitations.yaml with api/clerk.yaml, and that with UPSTREAM=<file or URL>
	@UPSTREAM='$(UPSTREAM)' .ci/contract

upstream: ## Write api/clerk.yaml, the structure of Clerk's document, from UPSTREAM=<file or URL>
	@UPSTREAM='$(UPSTREAM)' .ci/contract upstream

differences: ## Write api/differences.txt, how api/invitations.yaml differs from api/clerk.yaml
	@.ci/contract differences

compat: ## Check that no exported name of the last release breaks, unless the version allows it
	@.ci/compat

bench: ## Compare the speed with clerk-sdk-go's, for all benchmarks or BENCH=<regular expression>
	@set -o pipefail; cd invitations/benchmarks && go test -run '^$$' -bench '$(BENCH)' -count 6 | tee bench.out && go run $(BENCHSTAT) -col /client bench.out

peers: ## Test the fake server with Clerk's own SDKs for Go and JavaScript (needs Node.js 20.9 or newer)
	cd invitations/invitationstest/peers && npm ci --ignore-scripts --no-audit --no-fund && go test -count 1 ./...

live: ## Ask Clerk what it does, with the development instance of CLERK_SECRET_KEY (LIVE=-live for a production one)
	@cd api/contract && go run . $(LIVE)

fuzz: ## Fuzz responses and arguments, each target for FUZZTIME (10s)
	@targets=$$(set -o pipefail; go test -list '^Fuzz' ./invitations | grep ^Fuzz) || exit 1; for target in $$targets; do go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) ./invitations || exit 1; done

vulncheck: ## Look for known vulnerabilities (needs the network)
	go run $(GOVULNCHECK) ./...

outdated: ## Name the versions of Go and of tools that are not the newest (needs the network)
	@.ci/outdated
