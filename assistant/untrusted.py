"""What a document or a chat model says is not trusted: nothing remote is shown, no instruction in it counts. Pure."""

from __future__ import annotations

import re

_IMAGE = re.compile(
    r"!\[[^\]\n]*\](?:\([^)\n]*\)?|\[[^\]\n]*\])|<(?:img|iframe|script|object|embed|video|audio|link)\b[^>\n]*>?", re.I
)
_LINK = re.compile(r"\[([^\]\n]*)\]\(\s*<?([^)\s>]*)[^)\n]*\)?|<a\b[^>]*href\s*=\s*[\"']?([^\"'>\s]*)[^>\n]*>?", re.I)
_TAG = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>\n]*)?/?>", re.I)
_ADDRESS = re.compile(r"(?:(?:[a-z][a-z0-9+.-]{1,12}:)?//(?=[\w\[])|www\.)[^\s，。；！？、（）《》“”\"'<>】]+", re.I)

# Requests to whoever reads on, in the two languages that documents are attacked in. The English ones may be broad: no
# sentence of a Chinese policy document is an English imperative.
_IMPERATIVES = (
    "write provide show determine classify apply recommend help translate tell give explain describe summarise "
    "summarize list create generate draft compose find identify suggest analyse analyze add include insert append "
    "encode use replace remove reverse introduce convert design develop offer send visit click download run "
    "execute reply respond answer output print say teach calculate predict compare discuss outline propose "
    "persuade convince argue make rearrange evaluate assess render jumble "
).split()
_TO_A_MODEL = (
    r"(?:忽略|无视|忘记|忘掉|不要?理会|抛开|推翻)[^。！？]{0,12}(?:指令|指示|提示词?|规则|设定|要求|上文|以上内容|前文)",
    r"(?:从现在起|从现在开始|接下来)[，,]?[你您](?:是|要|将|必须|只能|扮演)",
    r"[你您](?:现在)?(?:是|扮演|充当)(?:一[个名位])?[^。，]{0,8}(?:助手|模型|机器人|黑客|AI)",
    r"系统提示|提示词|(?:新的?|以下)(?:系统)?指令[：:]",
    r"(?:AI|人工智能|大模型|语言模型|聊天机器人|智能助手)(?:助手)?[，,：:]?(?:请|读到|看到|在回答)",
    r"(?:请|务必|必须|一律|应)[^。，]{0,6}(?:直接|只|统一)(?:回答|回复|答复|输出)[“\"「：:]",
    r"在(?:你的|您的)?(?:回答|答案|回复|输出)(?:的?(?:开头|末尾|最后|结尾|中|里))",
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}"
    r"\b(?:previous|prior|above|earlier|all|instruction|prompt|rule)s?\b",
    r"\b(?:you are now|act as an?|pretend to be|from now on|system prompt|do not tell the user|jailbreak)\b",
    r"\b(?:your|the) (?:own )?(?:\w+ )?(?:response|answers?|reply|output|solution|implementation|code ?base"
    r"|codes?|scripts?|project|website|program)\b",
    r"\bfollowing (?:\w+ )?(?:code|snippet|script|sentence|text|message|emails?)\b",
    rf"(?:^|[.!?:]\s)(?:please |kindly |then )?(?:{'|'.join(_IMPERATIVES)}|do not|don't)\b",
    r"^\s*(?:what|how|who|when|where|why|which|can|could|would|do|does|is|are)\b[^。]*\?",
)
_INSTRUCTION = re.compile("|".join(_TO_A_MODEL), re.I | re.M)


def is_instruction(sentence: str) -> bool:
    """Whether a sentence of a document speaks to whoever answers from it, instead of about its subject."""
    return _INSTRUCTION.search(sentence) is not None


def instructions(text: str) -> list[str]:
    """The sentences of a text that are instructions."""
    return [sentence.strip() for sentence in re.findall(r"[^。！？\n]+", text) if is_instruction(sentence)]


def without_remote(text: str, known: str = "") -> tuple[str, list[str]]:
    """The text without images, links and tags, and the addresses that were removed.

    An address stays, as plain text, where it stands in ``known`` (the evidence).
    """
    removed: list[str] = []

    def dropped(match: re.Match[str]) -> str:
        removed.append(match.group())
        return ""

    def unlinked(match: re.Match[str]) -> str:
        label, target = match[1] or "", match[2] or match[3] or ""
        if target and target not in known:
            removed.append(target)
        return label

    def kept(match: re.Match[str]) -> str:
        return match.group() if match.group().rstrip("/.,") in known else dropped(match)

    text = _LINK.sub(unlinked, _IMAGE.sub(dropped, text))
    return _ADDRESS.sub(kept, _TAG.sub("", text)), removed
