# Everything that is done often, by name. `make` alone says what there is.

PREFIX = /usr/local
DESTDIR =
# Arguments for the program: make run ARGS="read application.rag"; or for a script: make bench-peer ARGS="--rounds 3"
ARGS =

BINARY = .build/release/strata
# A program that carries the Swift libraries runs where no Swift is installed. On macOS the system has them.
# At a fixed address it needs no 98,000 relocations: 3 MB less memory, and a start that much quicker.
ON_LINUX = --static-swift-stdlib -Xswiftc -Xclang-linker -Xswiftc -no-pie
RELEASE = -c release --product strata $(if $(filter Linux,$(shell uname -s)),$(ON_LINUX))
SWIFT_FILES = $(wildcard Sources Tests Package.swift)

bindir = $(DESTDIR)$(PREFIX)/bin
sharedir = $(DESTDIR)$(PREFIX)/share

.DEFAULT_GOAL = help
.PHONY: help setup build run test install lint format check sanitize check-arm64 bench bench-peer fuzz model clean
.NOTPARALLEL:

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

setup: ## Install the libraries that are missing (Debian, Ubuntu), check the Swift toolchain
	@scripts/setup

build: setup ## Build the program into .build/release/strata
	@scripts/build $(RELEASE)

run: build ## Build the program and open the workbench
	@$(BINARY) $(ARGS)

test: setup ## Check the imports between targets, run every test
	@scripts/build --build-tests --explicit-target-dependency-import-check error
	@swift test --skip-build --disable-xctest

# `sudo make install` after `make build` takes what was built: root rarely has Swift on its path.
install: $(if $(and $(SUDO_USER),$(wildcard $(BINARY))),,build) ## Install below PREFIX=/usr/local
	@scripts/install $(BINARY) "$(bindir)" "$(sharedir)"

lint: ## Say where the format is not kept
	@swift format lint --strict --parallel --recursive $(SWIFT_FILES)

format: ## Rewrite the Swift files in the format
	@swift format --in-place --parallel --recursive $(SWIFT_FILES)

check: setup lint test ## Check the format, the imports between targets, and every test

sanitize: setup ## Run the tests of the engine with the address and the thread sanitizer
	@scripts/sanitize

check-arm64: ## Compare the kernels on an emulated arm64 processor with those of this one
	@scripts/check-arm64

bench: build ## Measure how long the commands and the keys of the workbench take
	@scripts/bench $(BINARY)
	@if [ -d /proc/self/task ]; then python3 scripts/bench-terminal.py $(BINARY); fi

# make fuzz SECONDS=600
SECONDS = 60
fuzz: ## Let libFuzzer look for a minute for model files that the reader does not bear
	@scripts/fuzz $(SECONDS)

bench-peer: build ## Measure the inference engine beside llama.cpp, on the same files: hours on a quiet machine
	@scripts/bench-peer --strata $(BINARY) $(ARGS)

model: build ## Train the model that comes along from nothing, and write its card: hours
	@scripts/make-model $(BINARY)

clean: ## Remove everything that was built
	@rm -rf .build
