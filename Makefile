# make report   set up, run every notebook for Bình Thuận 2022, print where the report lies
# make test     set up, run every test
# make lab      set up, open JupyterLab with the project's kernel
# make notebooks   run the notebooks anew and keep their outputs
# make bench    the long measurements (speed, memory, interval coverage)
# make lock     pin again what pyproject.toml asks for (needs uv)
# make clean    remove what is rebuilt: the environment, the reports, the caches

PYTHON ?= python3
PROVINCE ?= Bình Thuận
PERIOD ?= 2022
BIN := .venv/bin
# Several kernels run at once: one core each.
export OPENBLAS_NUM_THREADS ?= 1

.PHONY: report test lab notebooks bench lock clean setup
.DEFAULT_GOAL := report

report: setup
	@$(BIN)/mohinh run --province "$(PROVINCE)" --period "$(PERIOD)"

test: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/pytest -n auto

lab: setup
	@$(BIN)/jupyter lab notebooks

# Run every notebook anew and keep its outputs, after a change that is meant to change them.
notebooks: setup
	@$(BIN)/jupyter nbconvert --to notebook --execute --inplace --log-level=WARN \
		--ExecutePreprocessor.record_timing=False notebooks/[0-9][0-9]_*.ipynb

bench: setup
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python "$$script" || exit 1; done

lock:
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --quiet -o requirements.lock

clean:
	rm -rf .venv maps/*/ .pytest_cache .ruff_cache .import_linter_cache .hypothesis

setup: .venv/installed

# uv where it is there, pip where not; the stamp makes the second time instant.
.venv/installed: pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "mohinh needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version). Try: make PYTHON=python3.12"; exit 1; }
	@echo "Setting up .venv (once, some minutes) …"
	@if command -v uv >/dev/null 2>&1; then \
		uv venv --quiet --allow-existing --python "$(PYTHON)" .venv \
		&& uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock \
		&& uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e . ; \
	else \
		$(PYTHON) -m venv .venv \
		&& $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock \
		&& $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . ; \
	fi
	@touch $@
