PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: setup demo test check bench fuzz lock clean

# The environment: uv bootstrapped by pip, versions pinned, PyTorch left out.
setup: $(VENV)/.ready

$(VENV)/.ready: pyproject.toml constraints.txt overrides.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; try: make PYTHON=python3.12" >&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt uv
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --override overrides.txt -c constraints.txt -e '.[dev]'
	@touch $@

# Both seed articles into Russian and Chinese, with every term accounted for, scored, and a review page each.
demo: setup
	@$(BIN)/python -m dragoman.translate.cli demo --output out

test: setup
	@$(BIN)/python -m pytest -q

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# What tests must not measure: times, as ratios against a peer or a limit.
bench: setup
	$(BIN)/python tests/benchmarks/startup.py
	$(BIN)/python tests/benchmarks/matching.py

# The property-based tests with many more examples each.
fuzz: setup
	HYPOTHESIS_PROFILE=fuzz $(BIN)/python -m pytest -q

# The recipe of the embedded model on a few sentences, in an environment of its own, with PyTorch (without Argos
# Translate, whose needs are larger still). PIP_ARGS may name an index of smaller builds of PyTorch.
.PHONY: train-test
train-test: .venv-train/.ready
	@.venv-train/bin/python -m pytest -q tests/training

TRAIN_NEEDS := import tomllib; p = tomllib.load(open("pyproject.toml", "rb"))["project"]; \
	needs = [n for n in p["dependencies"] if not n.startswith("argostranslate")]; \
	print(*needs, *p["optional-dependencies"]["train"], "pytest", "hypothesis", sep="\n")

.venv-train/.ready: pyproject.toml constraints.txt
	@test -x .venv-train/bin/python || $(PYTHON) -m venv .venv-train
	@.venv-train/bin/python -c '$(TRAIN_NEEDS)' > .venv-train/requirements.txt
	.venv-train/bin/python -m pip install --quiet --disable-pip-version-check $(PIP_ARGS) -c constraints.txt -r .venv-train/requirements.txt
	.venv-train/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

lock: setup
	$(BIN)/uv pip compile --quiet --no-header --no-annotate --extra dev --override overrides.txt pyproject.toml -o constraints.txt
	@$(BIN)/uv --version | sed 's/^uv \([0-9.]*\).*/uv==\1/' >> constraints.txt

clean:
	rm -rf $(VENV) out dist
