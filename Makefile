# People and CI run the same targets. `make help` lists them.

SHELL := bash

ACTIONLINT := go run github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
APIDIFF := go run golang.org/x/exp/cmd/apidiff@v0.0.0-20260908205506-85c1c2202aba
BENCHSTAT := go run golang.org/x/perf/cmd/benchstat@v0.0.0-20260908200009-22c9c6c9d4da
GOJQ := go run github.com/itchyny/gojq/cmd/gojq@v0.12.17
GOLANGCI_LINT := go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
GOVULNCHECK := go run golang.org/x/vuln/cmd/govulncheck@v1.9.0
OASDIFF := go run github.com/oasdiff/oasdiff@v1.33.0 diff --format text --match-path '^/invitations' \
	--flatten-allof --exclude-elements description,title,summary,examples,extensions

# The structure of Clerk's document, without its sentences.
STRUCTURE = $(if $(filter http%,$(UPSTREAM)),curl -fsSL,cat) '$(UPSTREAM)' | $(GOJQ) --yaml-input --yaml-output -f api/clerk.jq

# The root module is what users get. The others hold what they do not need.
MODULES := . api/consumer api/contract invitations/benchmarks invitations/invitationstest/peers

# The race detector needs cgo, which go turns off if there is no C compiler.
RACE = $(if $(filter 1,$(shell go env CGO_ENABLED)),-race)

VERSION = v$(shell sed -n 's/^const Version = "\(.*\)"$$/\1/p' invitations/client.go)

BENCH ?= .
FUZZTIME ?= 10s

.PHONY: help demo test check generate generated lint dependencies contract upstream differences compat bench peers fuzz vulncheck
.DEFAULT_GOAL := help

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-14s%s\n", $$1, $$2 }' Makefile

demo: ## Run the quickstart, against the fake server unless CLERK_SECRET_KEY is set
	go run ./invitations/examples/quickstart

test: ## Run the tests, with the race detector if there is a C compiler
	go test $(RACE) ./...
	cd api/contract && go test ./...
	cd invitations/benchmarks && go test ./...

check: generated dependencies contract compat lint test ## Run all checks and tests that a change has to pass

generate: ## Generate gen/ from api/invitations.yaml
	find gen -name '*.go' -delete
	go generate ./...

generated: generate ## Check that the committed gen/ is what api/invitations.yaml generates
	@! git status --porcelain gen | grep . || { git diff gen; echo "generated: commit what make generate has changed in gen/" >&2; exit 1; }

lint: ## Run the linters over Go code and workflows
	@for module in $(MODULES); do (cd $$module && $(GOLANGCI_LINT) run ./...) || exit 1; done
	$(ACTIONLINT) -shellcheck= -pyflakes=
	@! grep -n 'uses:' .github/workflows/* | grep -vE 'uses: actions/[a-z-]+@[0-9a-f]{40} # v[0-9.]+$$' || { echo "lint: use only GitHub's own actions, pinned by hash" >&2; exit 1; }

dependencies: ## Check every go.mod, what users of the library depend on, and the README's go get
	@for module in $(MODULES); do (cd $$module && go mod tidy -diff) || \
		{ echo "dependencies: run go mod tidy in $$module; what that adds to api/consumer, every user of the library gets" >&2; exit 1; }; done
	@cd api/consumer && go list -deps -test -f '{{with .Module}}{{if not (or .Main .Replace)}}{{$$.ImportPath}}{{end}}{{end}}' . | diff packages.txt - || \
		{ echo "dependencies: the library or invitationstest imports other packages than api/consumer/packages.txt lists" >&2; exit 1; }
	@go list "$$(sed -n 's/^ *go get \([^ ]*\).*/\1/p' README.md)" >/dev/null || \
		{ echo "dependencies: the README's go get names no package" >&2; exit 1; }

contract: ## Compare api/invitations.yaml with api/clerk.yaml, and that with UPSTREAM=<file or URL>
	@text=$$($(OASDIFF) api/clerk.yaml api/invitations.yaml) || { echo "contract: cannot compare the documents" >&2; exit 1; }; \
	diff -u -F '^[A-Z]* /' api/differences.txt - <<<"$$text" || { \
		echo "contract: api/invitations.yaml differs from api/clerk.yaml in other ways than api/differences.txt lists: see the + and - above" >&2; \
		echo "contract: undo the change, or give the reason in a description there and run: make differences" >&2; exit 1; }
ifdef UPSTREAM
	@set -o pipefail; new=$$(mktemp) && trap 'rm -f "$$new"' EXIT && $(STRUCTURE) > "$$new" && text=$$($(OASDIFF) api/clerk.yaml "$$new") || \
		{ echo "contract: cannot read $(UPSTREAM)" >&2; exit 1; }; \
	case $$text in "No changes"*) echo "contract: $(UPSTREAM) has nothing new";; *) echo "$$text"; \
		echo "contract: Clerk's document has changed, as listed above. Run: make upstream UPSTREAM=$(UPSTREAM)"; \
		echo "contract: then change api/invitations.yaml at these places, and run: make generate differences check"; exit 1;; esac
endif

upstream: ## Write api/clerk.yaml, the structure of Clerk's document, from UPSTREAM=<file or URL>
	@set -o pipefail; text=$$($(STRUCTURE)) && echo "$$text" > api/clerk.yaml

differences: ## Write api/differences.txt, how api/invitations.yaml differs from api/clerk.yaml
	@text=$$($(OASDIFF) api/clerk.yaml api/invitations.yaml) && echo "$$text" > api/differences.txt

compat: ## Check that no exported name of the last release breaks, unless the version allows it
	@[ "$$(git rev-parse --is-shallow-repository)" = false ] || { echo "compat: first run: git fetch --unshallow --tags" >&2; exit 1; }
	@tag=$$(git describe --tags --abbrev=0 --match 'v*' --exclude '*-*' HEAD^ 2>/dev/null) || { echo "compat: there is no release to compare with"; exit 0; }; \
	old=$$(mktemp -d) && trap 'rm -rf "$$old"' EXIT && git archive $$tag | tar -xf - -C "$$old" && \
	for package in ./invitations ./invitations/invitationstest; do \
		(cd "$$old" && $(APIDIFF) -w exported $$package) && $(APIDIFF) -incompatible "$$old/exported" $$package >> "$$old/breaks" || exit 1; \
	done; \
	grep -v '^- Version: value changed' "$$old/breaks" || { echo "compat: nothing breaks the users of $$tag"; exit 0; }; \
	case $(VERSION) in "$$(grep -oE '^v(0\.)?[0-9]+\.' <<<$$tag)"*) \
		echo "compat: $(VERSION) must not break the users of $$tag: undo the above, or raise the version in invitations/client.go" >&2; exit 1;; \
	*) echo "compat: $(VERSION) breaks the users of $$tag, as such a version may";; esac

bench: ## Compare the speed with clerk-sdk-go's, for all benchmarks or BENCH=<regular expression>
	@set -o pipefail; cd invitations/benchmarks && go test -run '^$$' -bench '$(BENCH)' -count 6 | tee bench.out && $(BENCHSTAT) -col /client bench.out

peers: ## Test the fake server with Clerk's own SDKs for Go and JavaScript (needs Node.js 20.9 or newer)
	cd invitations/invitationstest/peers && npm ci --ignore-scripts --no-audit --no-fund && go test -count 1 ./...

fuzz: ## Fuzz responses and arguments, each target for FUZZTIME (10s)
	@targets=$$(set -o pipefail; go test -list '^Fuzz' ./invitations | grep ^Fuzz) || exit 1; for target in $$targets; do go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) ./invitations || exit 1; done

vulncheck: ## Look for known vulnerabilities (needs the network)
	$(GOVULNCHECK) ./...
