"""One command: data, training, figures, weights and their card. ``python -m eval.reranker --help``."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Annotated

import torch
import typer

from assistant.settings import Settings
from eval.reranker.card import seal, write_card
from eval.reranker.export import export
from eval.reranker.groups import groups
from eval.reranker.listings import halves, listings
from eval.reranker.network import from_embedding_model
from eval.reranker.sets import LICENCES, read
from eval.reranker.training import train
from eval.reranker.trial import try_on
from knowledge import weights
from knowledge.embedding import Embedder
from knowledge.onnx_encoder import TOKENIZER_FILE
from knowledge.reranking.own import WEIGHTS_FILE, OwnReranker
from knowledge.retrieval import RERANKED

GROUPS = {"stard": 1500, "imtqa": 1200, "cmrc2018": 1000, "drcd": 800, "laws": 2200}
"""Groups learnt of each set: the harder it is for the first stage, the more."""

_SEED = 20211126


def main(
    data: Annotated[Path, typer.Argument(help="folder with the sets, each as `canyue bench` reads it")],
    out: Annotated[Path, typer.Option(help="folder for weights, manifest and card")],
    without: Annotated[str, typer.Option(help="a set to leave out of learning and to be tried on alone")] = "",
    share: Annotated[float, typer.Option(help="share of the groups to learn")] = 1.0,
) -> None:
    """Learn from one half of every set, try on the other, write int8 weights and their card.

    What was indexed and found stays in the home for the next time. A GPU is used where torch has one.
    """
    home = Settings().home
    base = weights.installed(home)
    if base is None:
        raise typer.BadParameter("there is no embedding model: run `canyue models fetch`")
    embedder = Embedder(str(base))
    found = {name: halves(listings(read(data, name), embedder, home)) for name in LICENCES}
    counts = {name: round(count * share) for name, count in GROUPS.items() if name != without}
    network = from_embedding_model(base / "onnx" / "model_quantized.onnx")
    network.to("cuda" if torch.cuda.is_available() else "cpu")
    chance = random.Random(_SEED)
    chosen = [group for name, count in counts.items() for group in groups(found[name][0], count, chance)]
    typer.echo(f"{len(chosen)} groups, {sum(len(group.passages) for group in chosen)} passages")
    train(network, base / TOKENIZER_FILE, chosen, typer.echo)
    out.mkdir(parents=True, exist_ok=True)
    export(network, out / WEIGHTS_FILE)
    seal(out, base)
    reranker = OwnReranker(out)
    # A set that was left out is tried whole: none of it was learnt.
    tried = (
        {without: [*found[without][0], *found[without][1]]} if without else {n: half for n, (_, half) in found.items()}
    )
    figures = {name: try_on(own, reranker.order, RERANKED) for name, own in tried.items()}
    for name, figure in figures.items():
        typer.echo(f"{name}: {figure.questions} questions, {figure.before:.4f} → {figure.after:.4f}")
    write_card(out, counts, figures)


if __name__ == "__main__":
    typer.run(main)
