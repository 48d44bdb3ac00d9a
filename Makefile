PYTHON ?= python3

.PHONY: run test bench check lock

run:
	$(PYTHON) manage.py start

test:
	$(PYTHON) manage.py test

bench:
	$(PYTHON) manage.py bench

check:
	bash .ci/run

lock: requirements/uv.txt requirements/run.txt requirements/test.txt requirements/dev.txt

requirements/test.txt: requirements/run.txt
requirements/dev.txt: requirements/test.txt

requirements/%.txt: requirements/%.in
	.venv/bin/uv pip compile --quiet --universal --python-version 3.12 --generate-hashes --no-header \
		--no-emit-index-url --no-emit-find-links $(if $(filter-out uv run,$*),--constraint requirements/$(if $(filter dev,$*),test,run).txt) \
		--output-file $@ $<
