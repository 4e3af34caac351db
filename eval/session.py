"""A whole evaluation: samples, a library that holds what they are about, the run, the baseline."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.answers import EXTRACTIVE as WITHOUT_MODEL
from assistant.chain import PolicyChain
from assistant.models import ChatModel
from assistant.settings import Settings
from eval import baseline as baselines
from eval import judge, runner
from eval.comparison import Verdict, compare, verdicts
from eval.dataset import DATASETS, Sample, load_all
from eval.evaluation import Evaluation
from eval.metrics import squeezed, summarise
from eval.predictions import Fingerprint, Log, Prediction, asked, read
from eval.verdict import Thresholds, broken_promises, objections
from knowledge import loading
from knowledge.library import SAMPLE, Library

OpenLibrary = Callable[[Settings], Library]
OpenChain = Callable[[Library], PolicyChain]


class EvaluationRefused(RuntimeError):
    """What was asked for cannot be evaluated; the message, in Chinese, says why and what to do."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to evaluate: datasets (none: the built-in ones), what to hold it against, what to do with it.

    ``predictions`` is a file of an earlier run to score again instead of asking anything.
    """

    datasets: Sequence[Path] = ()
    baseline: Path | None = None
    update_baseline: bool = False
    predictions: Path | None = None
    fresh: bool = False

    @property
    def paths(self) -> tuple[Path, ...]:
        """The datasets, the built-in ones where none is named."""
        return tuple(self.datasets) or built_in()

    @property
    def is_built_in(self) -> bool:
        """Whether all the samples are about the built-in bulletin."""
        return {path.resolve() for path in self.paths} <= {path.resolve() for path in built_in()}

    def stored_baseline(self, made: Fingerprint) -> Path | None:
        """The baseline named, or the project's where it is of this kind of run."""
        projects_own = self.is_built_in and made.model == WITHOUT_MODEL
        return self.baseline or (baselines.EXTRACTIVE if projects_own else None)


@dataclass(frozen=True, slots=True)
class _Held:
    """What the run is held against; ``predictions`` where the answers are known."""

    verdicts: Mapping[str, Verdict]
    embedding: str | None
    predictions: Mapping[str, Prediction] | None = None


def built_in() -> tuple[Path, ...]:
    """The datasets over the built-in bulletin."""
    return tuple(sorted(DATASETS.glob("builtin*.jsonl")))


def evaluate(request: Request, settings: Settings, open_library: OpenLibrary, open_chain: OpenChain) -> Evaluation:
    """Ask what has not been asked, judge all, and compare.

    Raises EvaluationRefused, DatasetError, PredictionsError, BaselineError.
    """
    sets = load_all(request.paths)
    samples = [sample for own in sets for sample in own]
    if request.predictions:
        made, found = read(request.predictions)
        chosen = [s for s in samples if s.id in found and found[s.id].asked == asked(s.query())]
        if not chosen:
            raise EvaluationRefused(f"{request.predictions} 里没有这些评测集的答案：请给出对应的评测集。")
    else:
        with _library(request, settings, open_library) as library:
            chosen = [sample for own in sets for sample in _answerable(own, library)]
            if not chosen:
                raise EvaluationRefused("资料库里没有这个评测集所依据的文件：请先用 canyue ingest 导入，再运行评测。")
            chain = open_chain(library)
            made = runner.fingerprint(chain, settings)
            name = "+".join(path.stem for path in request.paths)
            log = Log(settings.home / "eval" / f"{name}-{made.digest}.jsonl", made, request.fresh)
            runner.run(chosen, chain, log)
            found = read(log.path)[1]
    kept = {sample.id for sample in chosen}
    skipped = [sample.id for sample in samples if sample.id not in kept]
    return _judged(request, chosen, skipped, {id: p for id, p in found.items() if id in kept}, made)


def second_opinion(evaluation: Evaluation, model: ChatModel) -> Evaluation:
    """The evaluation with what a chat model makes of every answer that was given."""
    opinions = {
        sample.id: judge.ask(sample, prediction, model)
        for sample in evaluation.samples
        if (prediction := evaluation.predictions.get(sample.id)) and prediction.answer and not prediction.answer.refused
    }
    return replace(evaluation, agreement=judge.agreement(model.name, opinions, evaluation.summary.outcomes))


def _judged(
    request: Request,
    samples: Sequence[Sample],
    skipped: Sequence[str],
    predictions: Mapping[str, Prediction],
    made: Fingerprint,
) -> Evaluation:
    summary = summarise(samples, predictions)
    path = request.stored_baseline(made)
    if request.update_baseline:
        if path is None:
            raise EvaluationRefused("只有内置评测集的摘答基线有固定的位置：请用 --baseline 文件 说明写到哪里。")
        baselines.store(path, summary, made)
        return Evaluation(
            samples,
            predictions,
            made,
            summary,
            broken_promises(summary),
            skipped,
            notices=[f"基线已写入 {path.name}。"],
        )
    held = _held(path, samples) if path else None
    comparison = compare(held.verdicts, summary.outcomes, skipped) if held else None
    notices = []
    if held and held.embedding != made.embedding:
        notices.append(f"基线的语义向量是 {held.embedding or '无'}，这次是 {made.embedding or '无'}：结果不完全可比。")
    return Evaluation(
        samples=samples,
        predictions=predictions,
        fingerprint=made,
        summary=summary,
        objections=objections(summary, comparison, Thresholds()),
        skipped=skipped,
        comparison=comparison,
        earlier=held.predictions if held else None,
        notices=notices,
    )


def _held(path: Path, samples: Sequence[Sample]) -> _Held:
    """An earlier run: its predictions, judged as these are, or what a baseline tells of them."""
    if path.suffix != ".jsonl":
        stored = baselines.load(path)
        return _Held(stored.verdicts(), stored.embedding)
    made, found = read(path)
    judged = summarise([sample for sample in samples if sample.id in found], found)
    return _Held(verdicts(judged), made.embedding, found)


@contextmanager
def _library(request: Request, settings: Settings, open_library: OpenLibrary) -> Iterator[Library]:
    """For the built-in sets a library of the built-in bulletin alone, whatever else is at home; else that at home."""
    own = open_library(settings)
    if not request.is_built_in:
        yield own
        return
    with TemporaryDirectory(prefix="canyue-eval-", ignore_cleanup_errors=True) as folder:
        library = Library(Path(folder) / "library.sqlite3", Path(folder) / "chroma", own.embedder, own.reranker)
        list(library.ingest(list(loading.find_files([SAMPLE]))))
        yield library


def _answerable(samples: Sequence[Sample], library: Library) -> list[Sample]:
    """The samples whose evidence stands in the library; those that name none go with the rest of their set."""
    texts = [squeezed(library.document(held.document_id).text) for held in library.documents()]
    stands = {
        snippet: any(squeezed(snippet) in text for text in texts) for sample in samples for snippet in sample.evidence
    }
    if stands and not any(stands.values()):
        return []
    return [sample for sample in samples if all(stands[snippet] for snippet in sample.evidence)]
