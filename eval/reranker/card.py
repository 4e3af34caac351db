"""What lies beside the weights: the manifest that loading checks, and the model card for people."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from eval.reranker.sets import LICENCES
from eval.reranker.trial import Figures
from knowledge.onnx_encoder import TOKENIZER_FILE
from knowledge.reranking.own import MANIFEST_FILE, WEIGHTS_FILE
from knowledge.reranking.pairs import TOKENS
from knowledge.weights import HUB_REPOSITORY, HUB_REVISION, NAME

CARD_FILE = "MODEL_CARD.md"


def seal(folder: Path, base: Path) -> None:
    """Put the base model's vocabulary beside the weights and write the SHA-256 of both into the manifest."""
    shutil.copyfile(base / TOKENIZER_FILE, folder / TOKENIZER_FILE)
    hashes = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (WEIGHTS_FILE, TOKENIZER_FILE)}
    (folder / MANIFEST_FILE).write_text(json.dumps({"sha256": hashes}, indent=2) + "\n", encoding="utf-8")


def write_card(folder: Path, learnt: Mapping[str, int], figures: Mapping[str, Figures]) -> None:
    """The card: origin, licences, what was learnt, and the figures on questions that were not."""
    hashes = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))["sha256"]
    size = (folder / WEIGHTS_FILE).stat().st_size / 2**20
    lines = [
        "# A small Chinese reranker for policy documents",
        f"`{WEIGHTS_FILE}`: {size:.1f} MiB, int8 ONNX, SHA-256 `{hashes[WEIGHTS_FILE]}`.",
        f"Inputs: `input_ids` and `token_type_ids` of [CLS] question [SEP] passage [SEP], at most {TOKENS} tokens "
        f"(`{TOKENIZER_FILE}`, SHA-256 `{hashes[TOKENIZER_FILE]}`). Output: one logit; above 0 the passage rather "
        "answers the question than not.",
        f"Base model: bge-small-zh-v1.5 (MIT), four layers, 512 wide: its int8 weights as in `{NAME}` "
        f"({HUB_REPOSITORY} at {HUB_REVISION[:12]}), read back into floating point; the word embeddings are unchanged. "
        "These weights are offered under the same MIT licence. Two of the sets learnt from (CC BY-SA) ask for "
        "attribution, given here, and for the same terms for adaptations of their text, of which weights hold none.",
        "It was made to order the candidates of a first stage, mostly of one document or of look-alikes: of a passage "
        "from elsewhere it says nothing.",
        "## Data",
        "Questions of one half of each set, passages found by the first stage as wrong ones; the answer's sentence cut "
        "out of right passages as the hardest of them; questions reworded and with slips by rule.",
        _table(("set", "licence", "groups"), [(name, LICENCES[name], str(count)) for name, count in learnt.items()]),
        "## Figures",
        "nDCG@10 of documents on questions that were not learnt, first stage and with its first candidates read:",
        _table(
            ("set", "questions", "first stage", "with reranker", "gain (95 %)"),
            [
                (
                    name,
                    str(f.questions),
                    f"{f.before:.4f}",
                    f"{f.after:.4f}",
                    f"{f.gain:+.4f} ({f.low:+.4f} … {f.high:+.4f})",
                )
                for name, f in figures.items()
            ],
        ),
        "Made by `make reranker`; how it was measured further is in docs/benchmarks.md.",
    ]
    (folder / CARD_FILE).write_text("\n\n".join(lines) + "\n", encoding="utf-8")


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, ["---"] * len(head), *rows))
