# The menu. `make` alone prints it. Each verb works on a fresh checkout; what is missing is installed or named.

SHELL := /bin/bash
.DEFAULT_GOAL := menu
.PHONY: menu run build web test check bench torture openapi permissions settings

menu:
	@echo 'Lyceum:'
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

run: build ## build the web app and the server, and start it on ./data
	@exec "$$(scripts/target-dir)/release/lyceum" serve

build: web ## build the web app and the release binary
	@scripts/need cargo cc
	cargo build --release --locked --bin lyceum

web: ## install the web dependencies and build the web app (left out without Node)
	@scripts/web-build

test: ## everything: Rust on both databases, web, browser, a short torture
	@scripts/test

check: ## format, lints and types, without running anything
	@scripts/need cargo cc node
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	@scripts/web-install
	cd web && npm run check

bench: ## measure beside the peers and write docs/benchmarks.md (about a quarter of an hour)
	@scripts/need cargo cc python3 openssl nginx
	cargo build --release --locked --bin lyceum
	cargo run --release --locked --bin bench -- $(ARGS)

torture: ## try to make it lose something: kills, power cuts, rot, full disks (ARGS="crash --rounds 20")
	@scripts/need cargo cc
	cargo build --release --locked --bin lyceum
	cargo run --release --locked --bin torture -- $(ARGS)

openapi: ## write openapi/lyceum.json from the code
	cargo run --quiet --locked --bin lyceum -- openapi > openapi/lyceum.json.new
	mv openapi/lyceum.json.new openapi/lyceum.json

permissions: ## write docs/permissions.txt from the code
	cargo run --quiet --locked --bin lyceum -- permissions > docs/permissions.txt.new
	mv docs/permissions.txt.new docs/permissions.txt

settings: ## write docs/operating/settings.md from the code
	cargo run --quiet --locked --bin lyceum -- settings --markdown > docs/operating/settings.md.new
	mv docs/operating/settings.md.new docs/operating/settings.md
