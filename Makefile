# Fronts of dev.py, which works without make as well: python3 dev.py --help
PYTHON ?= python3

.PHONY: run test check bench torture messages
run: ; @$(PYTHON) dev.py run
test: ; @$(PYTHON) dev.py test
check: ; @$(PYTHON) dev.py check
bench: ; @$(PYTHON) dev.py bench
torture: ; @$(PYTHON) dev.py torture
messages: ; @$(PYTHON) dev.py messages
