# Thin aliases; every line can be typed by hand.
PYTHON = .venv/bin/python

.PHONY: up test check format lock messages image

up:
	python3 manage.py up

test:
	python3 manage.py test

check:
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(PYTHON) -m mypy .
	.venv/bin/lint-imports --no-cache
	$(PYTHON) -m djlint templates --lint --quiet
	$(PYTHON) -m bandit -q -r . -c pyproject.toml --severity-level medium
	$(PYTHON) manage.py makemigrations --check --dry-run
	python3 manage.py test

format:
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

lock:
	for name in requirements requirements-dev; do \
	  ( echo "# Exact versions and their hashes; made from $$name.txt by 'make lock'."; \
	    uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	      --no-emit-index-url $$name.txt ) > $$name.lock.new && mv $$name.lock.new $$name.lock; \
	done

messages:
	$(PYTHON) manage.py catalogue

image:
	docker build -t waypoint .
