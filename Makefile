# The same targets serve people and CI. `make help` lists them.

GOLANGCI_LINT := go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
ACTIONLINT := go run github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
GOVULNCHECK := go run golang.org/x/vuln/cmd/govulncheck@v1.9.0

FUZZTIME ?= 5s

# Clerk's published document, a file or an https URL.
UPSTREAM ?= $(lastword $(sort $(wildcard ../shared/upstream/clerk-bapi-*.yml)))

# The modules of this repository. The others are no part of the first: what they need reaches
# nobody who imports it.
MODULES := . api/gates api/consumer/ours api/consumer/clerk-sdk-go invitations/invitationstest/peers invitations/benchmarks

# What checks the contracts is one program, made from api/gates.
CACHE := $(CURDIR)/.cache
GATES := $(CACHE)/gates$(shell go env GOEXE)

# The race detector needs cgo, and so a C compiler.
RACE := $(shell command -v $$(go env CC) >/dev/null 2>&1 && [ "$$(go env CGO_ENABLED)" = 1 ] && echo -race)

.DEFAULT_GOAL := help

.PHONY: help
help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | awk -F '\t' '{ printf "  %-12s %s\n", $$1, $$2 }'

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

# What is quick and often wrong comes first.
.PHONY: check
check: generated document exported tidy vet workflows contract compatible inherited installs lint test allocations test-gates fuzz ## Run every gate, tests included

.PHONY: generated
generated: ## Fail if gen/ is not, file for file, what api/invitations.yaml compiles to
	@before=$$(mktemp -d) && cp -R gen "$$before" && \
	trap 'rm -rf gen && cp -R "$$before/gen" gen && rm -rf "$$before"' EXIT && \
	find gen -type f -delete && go generate ./... && \
	diff -r "$$before/gen" gen || { echo "gen/ is not what api/invitations.yaml compiles to: commit what 'make generate' makes, and keep nothing else there" >&2; exit 1; }

.PHONY: document
document: gates ## Validate and lint api/invitations.yaml
	$(GATES) document api/invitations.yaml api/codegen-client.yaml api/codegen-server.yaml

.PHONY: exported
exported: gates ## Fail if the exported names are not those of api/exported.txt
	$(GATES) exported . api/exported.txt

.PHONY: api
api: gates ## Write the exported names to api/exported.txt
	$(GATES) write-exported . api/exported.txt

.PHONY: tidy
tidy: ## Fail if the go.mod or go.sum of a module is not tidy
	@for module in $(MODULES); do (cd $$module && go mod tidy -diff && go mod verify) || { echo "$$module is not tidy" >&2; exit 1; }; done

.PHONY: vet
vet: ## Vet and check the format
	@for module in $(MODULES); do (cd $$module && go vet ./...) || exit 1; done
	@unformatted=$$(gofmt -l .); [ -z "$$unformatted" ] || { echo "not formatted: $$unformatted" >&2; exit 1; }

.PHONY: lint
lint: ## Run golangci-lint
	$(GOLANGCI_LINT) run ./...
	cd api/gates && $(GOLANGCI_LINT) run ./...

.PHONY: workflows
workflows: ## Check the workflows, and that they use GitHub's own actions alone, pinned by hash
	$(ACTIONLINT) -shellcheck= -pyflakes=
	@! grep -n 'uses:' .github/workflows/*.yml | grep -vE 'uses: actions/[a-z-]+@[0-9a-f]{40} # v[0-9.]+$$' || { echo "not pinned by hash" >&2; exit 1; }

.PHONY: contract
contract: gates ## Compare with Clerk's published document, UPSTREAM=file or https URL
ifeq ($(UPSTREAM),)
	@echo "contract: skipped, as Clerk's document is not at hand: make contract UPSTREAM=<file or https URL>"
else
	$(GATES) contract $(UPSTREAM) api/invitations.yaml api/differences.txt
endif

.PHONY: compatible
compatible: gates ## Fail if something breaks the users of the last tag and the version does not say so
	$(GATES) compatible .

.PHONY: inherited
inherited: gates ## Fail if a program that imports the library takes on more than api/consumer/inherited.txt says
	$(GATES) inherited api/consumer

.PHONY: inherit
inherit: gates ## Measure that, and write it to api/consumer/inherited.txt
	$(GATES) write-inherited api/consumer

.PHONY: installs
installs: gates ## Fail if a program does not build after the go get that the README names
	$(GATES) installs . README.md

.PHONY: test-gates
test-gates: ## Show that every gate of api/gates fails where it should
	cd api/gates && go test ./...

.PHONY: fuzz
fuzz: ## Fuzz for FUZZTIME each (default 5s) what a server or a caller can send
	@for target in FuzzErrorBody FuzzRetryAfter FuzzID FuzzListBody FuzzInvitationJSON FuzzEmailAddress; do \
		go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) ./invitations || exit 1; \
	done

.PHONY: bench
bench: ## Measure beside clerk-sdk-go and beside net/http alone: about six minutes, or BENCH='-only create'
	cd invitations/benchmarks && go run . $(BENCH)

.PHONY: allocations
allocations: ## Fail if calls allocate more, beside clerk-sdk-go and net/http alone, than they may
	cd invitations/benchmarks && go test ./...

.PHONY: vulncheck
vulncheck: ## Look for known vulnerabilities (needs the vulnerability database on the network)
	$(GOVULNCHECK) ./...

.PHONY: ready
ready: gates ## Check that TAG may be released, and print its part of the changelog
	@$(GATES) ready . "$(TAG)"

.PHONY: gates
gates:
	@mkdir -p $(CACHE) && cd api/gates && go build -o $(GATES) .
