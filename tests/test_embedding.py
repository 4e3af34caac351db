"""Embeddings are what retrieval may rely on: unit vectors that depend on their text alone."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from threading import Barrier, Thread

import numpy as np
import pytest
from langchain_huggingface import HuggingFaceEmbeddings
from sentence_transformers import SentenceTransformer

from knowledge import weights
from knowledge.embedding import Embedder, EmbeddingModelError, open_embedder

TEXTS = [
    "众创空间应当有专职的服务团队。",
    "短",
    "",
    "申请备案的单位需要具备独立法人资格，场地面积不低于五百平方米，并提供不少于三十个工位。" * 12,
    "IoT 与 VR 企业 12 家\n第二行",
]


@pytest.fixture(scope="module")
def embedder(home_with_weights: Path) -> Embedder:
    found = open_embedder(home_with_weights)
    assert found is not None
    return found


def test_embeddings_are_float32_unit_vectors_one_a_text(embedder: Embedder) -> None:
    embeddings = embedder.embed_documents(TEXTS)

    assert embeddings.shape == (5, 512) == (len(TEXTS), embedder.dimension)
    assert embeddings.dtype == np.float32
    assert np.linalg.norm(embeddings, axis=1) == pytest.approx(np.ones(5), abs=1e-6)


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    assert embedder.embed_documents([]).shape == (0, 512)


def test_an_embedding_depends_on_its_text_alone(embedder: Embedder) -> None:
    """Bit for bit: int8 scales are taken over what runs together, so this holds only if nothing does."""
    together = embedder.embed_documents(TEXTS)

    for text, embedding in zip(TEXTS, together, strict=True):
        assert np.array_equal(embedder.embed_documents([text])[0], embedding)
        assert np.array_equal(embedder.embed_query(text), embedding)
    assert np.array_equal(embedder.embed_documents(TEXTS[::-1])[::-1], together)


@pytest.mark.parametrize(
    ("text", "paraphrase", "unrelated"),
    [
        ("公司拖欠工资怎么办", "用人单位不按时支付劳动报酬如何处理", "南阳盆地的地形以平原为主"),
        ("入驻企业可以免租金吗", "在孵公司的房租能不能减免", "委员会审议通过了年度工作报告"),
        ("物联网产业的发展目标", "万物互联相关行业到几年后要达到的规模", "交通事故中的赔偿责任如何划分"),
    ],
)
def test_a_paraphrase_is_nearer_than_an_unrelated_sentence(
    embedder: Embedder, text: str, paraphrase: str, unrelated: str
) -> None:
    query = embedder.embed_query(text)
    near, far = embedder.embed_documents([paraphrase, unrelated]) @ query

    assert near > far + 0.1


def test_capitals_mean_the_same_as_small_letters(embedder: Embedder) -> None:
    assert np.array_equal(embedder.embed_query("IoT 产业"), embedder.embed_query("iot 产业"))
    assert embedder.embed_query("IoT") @ embedder.embed_query("PDF") < 0.9  # both would be [UNK]


def test_a_text_longer_than_the_model_reads_counts_by_its_beginning(embedder: Embedder) -> None:
    long = "第一条 为了规范管理，制定本办法。" * 100

    assert np.array_equal(embedder.embed_query(long), embedder.embed_query(long + "附则另行规定。"))


def test_progress_reaches_the_number_of_texts(embedder: Embedder) -> None:
    seen: list[tuple[int, int]] = []

    embedder.embed_documents(["短"] * 130, lambda done, total: seen.append((done, total)))

    assert seen == [(64, 130), (128, 130), (130, 130)]


def test_threads_that_start_together_share_one_model(home_with_weights: Path) -> None:
    shared = Embedder(str(weights.model_folder(home_with_weights)))
    barrier, loaded = Barrier(4), []

    def use() -> None:
        barrier.wait()
        loaded.append((shared.langchain, shared.embed_query("同时提问")))

    threads = [Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(loaded) == 4
    assert len({id(model) for model, _ in loaded}) == 1
    assert all(np.array_equal(vector, loaded[0][1]) for _, vector in loaded)


def test_nothing_heavy_is_imported_until_the_first_embedding(home_with_weights: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from knowledge.embedding import open_embedder;"
        f"e = open_embedder(Path({str(home_with_weights)!r})); e.name; e.dimension;"
        "heavy = {'torch', 'sentence_transformers', 'transformers', 'onnxruntime', 'huggingface_hub'};"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules);"
        "e.warm_up(); assert heavy <= set(sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)

    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_a_local_model_opens_no_connection(home_with_weights: Path) -> None:
    script = (
        "import socket; from pathlib import Path\n"
        "def refuse(*args, **kwargs): raise SystemExit('a connection was tried')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from knowledge.embedding import open_embedder\n"
        f"open_embedder(Path({str(home_with_weights)!r})).embed_documents(['断网也能用'])"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)

    assert (result.returncode, result.stderr) == (0, "")


def test_the_folder_loads_as_any_sentence_transformers_model_and_saves_to_one(
    embedder: Embedder, home_with_weights: Path, tmp_path: Path
) -> None:
    folder = str(weights.model_folder(home_with_weights))
    model = SentenceTransformer(folder, trust_remote_code=True, local_files_only=True)
    model.save(str(tmp_path / "saved"))
    again = HuggingFaceEmbeddings(model=str(tmp_path / "saved"), model_kwargs={"trust_remote_code": True})

    assert model.encode(TEXTS) == pytest.approx(embedder.embed_documents(TEXTS), abs=1e-6)
    assert np.array(again.embed_query(TEXTS[0])) == pytest.approx(embedder.embed_query(TEXTS[0]), abs=1e-6)


def test_the_name_changes_with_any_file_of_the_model(home_with_weights: Path, tmp_path: Path) -> None:
    folder = tmp_path / weights.NAME
    shutil.copytree(weights.model_folder(home_with_weights), folder)
    original = Embedder(str(weights.model_folder(home_with_weights))).name
    assert Embedder(str(folder)).name == original
    assert original.startswith("bge-small-zh-v1.5-int8@")

    config = json.loads((folder / "onnx_encoder.json").read_text(encoding="utf-8"))
    (folder / "onnx_encoder.json").write_text(json.dumps({**config, "lowercase": False}), encoding="utf-8")

    assert Embedder(str(folder)).name != original


def test_without_weights_there_is_no_embedder(tmp_path: Path) -> None:
    assert open_embedder(tmp_path) is None


def test_another_model_is_used_with_its_own_prompts_and_dimension(tmp_path: Path) -> None:
    """A model made here: one vector a word, and a prompt for questions that is a word of its own."""
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0, "问": 1, "甲": 2, "乙": 3}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    words = StaticEmbedding(tokenizer, embedding_weights=np.eye(4, dtype=np.float32) * 3)
    SentenceTransformer(modules=[words], prompts={"query": "问 "}).save(str(tmp_path / "words"))

    embedder = open_embedder(tmp_path, model=str(tmp_path / "words"))

    assert embedder is not None
    assert embedder.dimension == 4
    assert embedder.embed_documents(["甲"]).tolist() == [[0, 0, 1, 0]]
    assert embedder.embed_query("甲") == pytest.approx(np.array([0, 1, 1, 0]) / np.sqrt(2))


def test_a_folder_that_brings_code_of_its_own_is_not_trusted(tmp_path: Path) -> None:
    (tmp_path / "evil.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\nclass Evil: ...", encoding="utf-8")
    modules = [{"idx": 0, "name": "0", "path": "", "type": "evil.Evil"}]
    (tmp_path / "modules.json").write_text(json.dumps(modules), encoding="utf-8")

    with pytest.raises(EmbeddingModelError, match=r"无法加载.*CANYUE_EMBEDDING_MODEL"):
        Embedder(str(tmp_path)).warm_up()

    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("offline", [False, True])
def test_a_name_that_is_nowhere_is_explained(offline: bool) -> None:
    with pytest.raises(EmbeddingModelError, match=r"找不到嵌入模型 canyue/no-such-model.*改用默认模型"):
        Embedder("canyue/no-such-model", endpoint="http://127.0.0.1:9", offline=offline).warm_up()
