# `make verify` and `make test` work from a bare clone: all they need is Python 3.11+, make and the package registry.
PYTHON ?= python3
BIN := .venv/bin
SOURCES := swingby.py theory numerics verify

.PHONY: verify test test-slow mutate soak lint bench venv lock clean

verify: venv
	$(BIN)/swingby verify

# The tests train small diffusion models: JAX comes into the same environment, once.
test: .venv/diffusion
	$(BIN)/python -m pytest -q -n 2 --dist loadfile -m "not slow"

# Those that install, train or compile for longer; CI runs both.
test-slow: .venv/diffusion
	$(BIN)/python -m pytest -q -n 2 --dist loadfile -m slow

# Every fault in theory/ and numerics/ against claims and tests: hours. Interrupted, it goes on where it was.
mutate: venv
	$(BIN)/swingby mutate --level standard --tests --output mutation.json

# Odd inputs, kills, other versions of all that is needed: half an hour. `make soak PARTS=fuzz` for some of them.
soak: venv
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.soak $(PARTS)

bench: venv
	$(BIN)/python -m benchmarks

lint: venv
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(SOURCES)

venv: .venv/complete

# The pinned set with hashes first, then the project itself without asking the registry again. Byte-compiling is part
# of the installation: without it every cold start pays for compiling SymPy.
.venv/complete: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "swingby needs Python 3.11 or newer, found " + sys.version.split()[0])'
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q $(SOURCES) .venv/lib > /dev/null || true
	touch $@

.venv/diffusion: requirements-diffusion.lock .venv/complete
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-diffusion.lock
	touch $@

# Pin again (needs uv): every platform, with hashes; the extra `diffusion`, which is large, by itself.
PIN := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url
lock:
	$(PIN) --extra distributed --extra report --extra test --extra dev -o requirements.lock
	$(PIN) --extra diffusion --constraint requirements.lock -o requirements-diffusion.lock

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache
