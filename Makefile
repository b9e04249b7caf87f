.DEFAULT_GOAL := help
.PHONY: help setup run demo test faults abuse pictures check checkov build bench deploy restore redrive lock openapi clean chromium

VENV := .venv
PY ?= $(VENV)/bin/python
export SAM_CLI_TELEMETRY := 0

help: ## Say what can be made
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

setup: $(VENV)/bin/countersign ## Create the environment (.venv); instant when nothing changed
	@:

# Whichever of these is Python 3.13 will do; pyenv finds its own through .python-version.
$(VENV)/complete: requirements/dev.txt .python-version
	@python=; for candidate in python3.13 python3 python; do \
		if $$candidate -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null; \
		then python=$$candidate; break; fi; done; \
	if [ -z "$$python" ]; \
	then echo "Python 3.13 is needed and was not found as python3.13, python3 or python." >&2; exit 1; fi; \
	echo "Setting up $(VENV) (once; a minute or two) ..."; \
	$$python -m venv --clear $(VENV)
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/dev.txt
	@touch $@

# Our own command, from these sources: nothing is fetched.
$(VENV)/bin/countersign: pyproject.toml $(VENV)/complete
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation --editable .
	@touch $@

run: setup ## Serve everything on this machine; Ctrl-C stops it, FRESH=1 begins anew
	@$(PY) -m local.run $(if $(FRESH),--fresh)

demo: setup ## Tell the main story against a running stack
	@$(PY) -m local.demo

test: setup chromium ## Run the whole test suite, as CI does
	@$(PY) -m pytest --numprocesses auto --dist loadgroup

faults: setup ## Play 20,000 random histories under faults (20 minutes), and write docs/reliability.md
	@$(PY) -m tests.faults.histories_run

abuse: setup ## Send what nobody should to every route, a hundred times each; ABUSE=1000 for more
	@ABUSE=$(or $(ABUSE),100) $(PY) -m pytest --numprocesses auto --dist loadfile tests/abuse

pictures: setup chromium ## Picture every screen into pictures/, in both languages, wide and narrow, light and dark
	@PICTURES=pictures $(PY) -m pytest --numprocesses auto tests/browser/test_*pictures.py

check: setup ## Check format, lint, types, template and architecture
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy countersign functions shared layers local benchmarks recovery tests
	$(VENV)/bin/cfn-lint
	$(VENV)/bin/sam validate --lint
	$(PY) -m pytest --quiet tests/architecture

checkov: setup ## Check the template as CloudFormation gets it against checkov's rules, in an environment of its own
	@test -x .venv-checkov/bin/checkov || { $(PY) -m venv --clear .venv-checkov && .venv-checkov/bin/python -m pip install \
		--quiet --disable-pip-version-check --require-hashes --requirement requirements/checkov.txt; }
	@mkdir -p .checkov && $(PY) -m tests.support.template > .checkov/template.json
	@.venv-checkov/bin/checkov --config-file checkov.yaml

build: setup ## Build what is deployed
	$(VENV)/bin/sam build

bench: setup ## Print the figures that have gates
	@$(PY) -m benchmarks

deploy: build ## Deploy to your AWS account, asking what it needs to know
	$(VENV)/bin/sam deploy --guided

restore: setup ## Fill a fresh stack's table: EXPORT=<folder of a DynamoDB export> TABLE=<name> (docs/operations.md)
	@$(PY) -m recovery.restore "$(EXPORT)" "$(TABLE)"

redrive: setup ## Handle once more what waits in the dead-letter queue of STACK=<stack> (docs/operations.md)
	@$(PY) -m recovery.redrive "$(STACK)"

lock: setup ## Pin requirements/*.in anew, with hashes
	@for name in checkov core documents evidence mail phones sheets dev; do (cd requirements && ../$(VENV)/bin/uv pip compile --quiet --upgrade --universal \
		--python-version 3.13 --generate-hashes --custom-compile-command "make lock" \
		--output-file $$name.txt $$name.in) || exit 1; done

openapi: setup ## Write functions/site/openapi.json from the code
	@$(PY) -m local.openapi

clean: ## Remove what was built, and the local stack's data
	rm -rf .aws-sam .checkov .hypothesis .local .mypy_cache .pytest_cache .ruff_cache pictures $(VENV) .venv-checkov

# The shell draws the same pages as the whole browser in two thirds of the time, which does where it can't be had.
chromium:
	@if command -v chromium-headless-shell >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
		&& echo "Installing Chromium for the browser tests ..." && apt-get update >/dev/null \
		&& for package in chromium-headless-shell chromium; do \
			DEBIAN_FRONTEND=noninteractive apt-get install --yes $$package >/dev/null && exit 0; done; then :; \
	elif command -v chromium chromium-browser google-chrome >/dev/null; then :; \
	else echo "The browser tests need Chromium: install it, or run this as root where apt-get can." >&2; exit 1; fi

# --- Recipes called by `sam build` and by the local stack, with ARTIFACTS_DIR set --------------------------------
# AcceptTermsFunction ships functions/accept_terms and shared/, at the paths that they have here.
# unchecked-hash: Lambda never recompiles what is shipped, and a cold start takes 0.4 of the time.

LAMBDA_PLATFORM ?= manylinux2014_aarch64
# Amazon Linux 2023 runs wheels of either generation.
WHEELS = --platform $(LAMBDA_PLATFORM) --platform $(subst manylinux2014,manylinux_2_28,$(LAMBDA_PLATFORM)) \
	--implementation cp --python-version 3.13 --only-binary=:all:
COMPILE = $(PY) -m compileall -q --invalidation-mode unchecked-hash -s "$(ARTIFACTS_DIR)"

snake = $(shell echo $(1) | sed -E 's/([a-z0-9])([A-Z])/\1_\2/g' | tr A-Z a-z)

build-%Function:
	mkdir -p "$(ARTIFACTS_DIR)/functions"
	cp functions/__init__.py "$(ARTIFACTS_DIR)/functions/"
	cp -R functions/$(call snake,$*) "$(ARTIFACTS_DIR)/functions/"
	cp -R shared "$(ARTIFACTS_DIR)/"
	find "$(ARTIFACTS_DIR)" -name __pycache__ -prune -exec rm -rf {} +
	$(COMPILE) -p /var/task "$(ARTIFACTS_DIR)"

build-%Layer:
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --no-compile \
		--target "$(ARTIFACTS_DIR)/python" $(WHEELS) --requirement requirements/$(call snake,$*).txt
	$(PY) -m layers.trim "$(ARTIFACTS_DIR)/python"
	$(COMPILE) -p /opt "$(ARTIFACTS_DIR)"
