# The same targets serve people and CI. `make help` lists them.

GOLANGCI_LINT := go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

FUZZTIME ?= 5s

# The race detector needs cgo, and so a C compiler.
RACE := $(shell command -v $$(go env CC) >/dev/null 2>&1 && [ "$$(go env CGO_ENABLED)" = 1 ] && echo -race)

.DEFAULT_GOAL := help

.PHONY: help
help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | awk -F '\t' '{ printf "  %-10s %s\n", $$1, $$2 }'

.PHONY: demo
demo: ## Run the quickstart: in memory, or against Clerk where CLERK_SECRET_KEY is set
	go run ./invitations/examples/quickstart

.PHONY: test
test: ## Run all tests, with the race detector where there is a C compiler
	go test $(RACE) ./...

PEERS := invitations/invitationstest/peers

.PHONY: peers
peers: ## Check Clerk's own SDKs for Go and JavaScript against the Clerk in memory (needs node and npm)
	@for tool in node npm; do \
		command -v $$tool >/dev/null || { echo "make peers needs $$tool: install Node.js 20.9 or newer" >&2; exit 1; }; \
	done
	cd $(PEERS) && npm ci --ignore-scripts --no-audit --no-fund
	cd $(PEERS) && go vet ./... && go test $(RACE) -count=1 -v ./...

.PHONY: generate
generate: ## Compile api/invitations.yaml into gen/
	go generate ./...

.PHONY: check
check: generated tidy vet lint test fuzz ## Run every gate, tests included

.PHONY: generated
generated: ## Fail if gen/ is not what api/invitations.yaml compiles to
	@before=$$(mktemp -d) && trap 'rm -rf "$$before"' EXIT && cp -R gen "$$before" && \
	go generate ./... && \
	diff -r "$$before/gen" gen || { echo "gen/ was out of date: commit what 'make generate' made" >&2; exit 1; }

.PHONY: tidy
tidy: ## Fail if go.mod or go.sum is not tidy
	go mod tidy -diff
	go mod verify

.PHONY: vet
vet: ## Vet and check the format
	go vet ./...
	@unformatted=$$(gofmt -l .); [ -z "$$unformatted" ] || { echo "not formatted: $$unformatted" >&2; exit 1; }

.PHONY: fuzz
fuzz: ## Fuzz for FUZZTIME each (default 5s) what a server or a caller can send
	@for target in FuzzErrorBody FuzzRetryAfter FuzzID FuzzListBody; do \
		go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) ./invitations || exit 1; \
	done

.PHONY: lint
lint: ## Run golangci-lint
	$(GOLANGCI_LINT) run ./...
