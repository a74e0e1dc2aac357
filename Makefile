# Leadloop. `make help` lists the targets.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: setup build demo test bench format lint clean help

SWIFT_CODE = Package.swift Sources Tests Benchmarks
SHELL_CODE = .ci/setup .ci/run .ci/test Tests/setup/test-setup config/demo/show

setup: ## Look for the Swift toolchain and the libraries, and install what is missing
	@.ci/setup

build: setup ## Build .build/release/leadloop
	@swift build -c release --product leadloop

demo: build ## Synchronise the bundled exports twice under .demo/ and show what came of it
	@config/demo/show .build/release/leadloop .demo

test: setup ## Build and run every test; warnings in our code are failures
	@.ci/test

bench: build ## Measure the speed of a release build
	@swift build -c release --product ReadRecords
	@python3 Benchmarks/bench.py
	@python3 Benchmarks/pull.py
	@python3 Benchmarks/feed.py
	@python3 Benchmarks/deliver.py
	@python3 Benchmarks/service.py

format: ## Bring the Swift code into shape
	@swift format --in-place --parallel --recursive $(SWIFT_CODE)

lint: ## Say where the Swift code is out of shape, and where a script has a mistake
	@for script in $(SHELL_CODE); do bash -n "$$script"; done
	@swift format lint --strict --parallel --recursive $(SWIFT_CODE)

clean: ## Remove what was built, and the demo
	@swift package clean
	@rm -rf .demo .build/logs

help: ## List the targets
	@sed -nE 's/^([a-z]+):[^#]*## (.*)/make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "  %-12s %s\n", $$1, $$2 }'
