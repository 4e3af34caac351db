# Thin: scripts/bootstrap.py does the work, and is called the same way where there is no make (Windows):
#   python scripts/bootstrap.py run --port 7860

PYTHON ?= python3
PORT ?= 7860
ARGS ?=

.PHONY: run test test-llm long check crash scale eval reranker screenshots lock clean python

run: python  ## set up and serve
	@$(PYTHON) scripts/bootstrap.py run --port $(PORT) $(ARGS)

# set up and run every test · the evaluation set with a local language model (1.1 GB, an hour) · the longer checks ·
# lint and types · 250 kills while documents are taken in (half an hour) · a large library, measured
# (ARGS="LAWS QUERIES HOME --out FILE") · the evaluation · the reranker trained anew (ARGS="DATA --out FOLDER", an
# hour) · the pictures of README · pin versions
test test-llm long check crash scale eval reranker screenshots lock: python
	@$(PYTHON) scripts/bootstrap.py $@ $(ARGS)

clean:  ## remove what was installed and built; documents and weights stay
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

python:
	@command -v $(PYTHON) >/dev/null || { echo "没有找到 $(PYTHON)：请先安装 Python 3.11 或更新版本。" >&2; exit 1; }
