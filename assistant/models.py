"""The chat model of an OpenAI-compatible endpoint: streamed, within one time limit, failing in a Chinese sentence."""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextvars import ContextVar
from functools import cache

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage
from pydantic import SecretStr

from assistant.settings import Settings, SettingsIncomplete
from prompts import Prompt

log = logging.getLogger(__name__)

# Tries after the first, on 408, 429, 5xx and broken connections; the client waits 0.5 s, then twice as long each time,
# or as long as the server says.
_RETRIES = 2
# How much longer than its limit a call may take to say that the limit is over.
_GRACE_S = 1.0

# Once done, whatever is asked of a model in this context is broken off: ChatModelFailed.
stopping: ContextVar[Future[None] | None] = ContextVar("stopping", default=None)


class ChatModelFailed(Exception):
    """The model gave no usable answer; the message says why, in Chinese, for the user."""


class ChatModel:
    """A LangChain chat model with its name, the seconds it has for one question, and how much it is given to read.

    ``told_when_done``: the endpoint reports a finish reason, so that a stream without one has broken off.
    ``evidence_chars``: how many characters of passages it is shown.
    """

    def __init__(
        self,
        model: BaseChatModel,
        name: str,
        timeout_s: float,
        told_when_done: bool = False,
        evidence_chars: int = 2600,
    ) -> None:
        self._model = model
        self.name = name
        self.timeout_s = timeout_s
        self.evidence_chars = evidence_chars
        self._told_when_done = told_when_done

    def stream(self, prompt: Prompt, seconds: float) -> Iterator[str]:
        """The pieces of the reply as they come. Raises ChatModelFailed, at the latest after ``seconds``.

        Closing the iterator ends the call.
        """
        pieces: queue.Queue[str | ChatModelFailed | None] = queue.Queue()
        call = asyncio.run_coroutine_threadsafe(self._pump(prompt, seconds, pieces), _event_loop())
        if stop := stopping.get():
            stop.add_done_callback(lambda _: pieces.put(ChatModelFailed(f"语言模型 {self.name} 的回答被停止了")))
        try:
            while (piece := pieces.get(timeout=seconds + _GRACE_S)) is not None:
                if isinstance(piece, ChatModelFailed):
                    raise piece
                yield piece
        except queue.Empty:
            raise self._too_slow(seconds) from None
        finally:
            call.cancel()

    def complete(self, prompt: Prompt, seconds: float) -> str:
        """The whole reply. Raises ChatModelFailed."""
        return "".join(self.stream(prompt, seconds))

    async def _pump(self, prompt: Prompt, seconds: float, pieces: queue.Queue[str | ChatModelFailed | None]) -> None:
        finished = not self._told_when_done
        try:
            async with asyncio.timeout(seconds):
                async for chunk in self._model.astream([SystemMessage(prompt.system), HumanMessage(prompt.user)]):
                    finished = finished or bool(chunk.response_metadata.get("finish_reason"))
                    if text := str(chunk.text):
                        pieces.put(text)
            pieces.put(None if finished else ChatModelFailed(f"语言模型 {self.name} 的回答只传来一部分，连接就断了"))
        except TimeoutError:
            pieces.put(self._too_slow(seconds))
        except Exception as error:  # whatever an endpoint sends, and however a client stumbles over it
            log.info("The chat model %s failed: %s: %s", self.name, type(error).__name__, error)
            pieces.put(ChatModelFailed(f"语言模型 {self.name} {_reason(error)}"))

    def _too_slow(self, seconds: float) -> ChatModelFailed:
        return ChatModelFailed(f"语言模型 {self.name} 没有在 {seconds:.3g} 秒内答完")


def open_chat_model(settings: Settings) -> ChatModel | None:
    """The model named in the settings, None where there is none. Raises SettingsIncomplete."""
    if not (settings.llm_base_url or settings.llm_model):
        return None
    if not (settings.llm_base_url and settings.llm_model):
        given, missing = "CANYUE_LLM_MODEL", "CANYUE_LLM_BASE_URL"
        if settings.llm_base_url:
            given, missing = missing, given
        raise SettingsIncomplete(
            f"设置了 {given}，却没有设置 {missing}：使用语言模型时两项都要设置；不用时请把 {given} 也去掉。"
        )
    from langchain_openai import ChatOpenAI  # a second of loading, for those who use it

    model = ChatOpenAI(
        base_url=settings.llm_base_url,
        model=settings.llm_model,
        api_key=SecretStr(settings.llm_api_key or "none"),  # a local server asks for none, the client for some
        timeout=settings.llm_timeout_s,
        stream_chunk_timeout=settings.llm_timeout_s,
        max_retries=_RETRIES,
        temperature=0,
        use_responses_api=False,
    )
    return ChatModel(model, settings.llm_model, settings.llm_timeout_s, True, settings.llm_evidence_chars)


@cache
def _event_loop() -> asyncio.AbstractEventLoop:
    """One loop for all calls: the client's connections belong to it."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="chat-model", daemon=True).start()
    return loop


def _reason(error: Exception) -> str:
    """What went wrong and what to do, to be read after the model's name."""
    import openai  # loaded by then, if the model is one of its

    if isinstance(error, openai.APITimeoutError):
        return "没有按时应答"
    if isinstance(error, openai.AuthenticationError | openai.PermissionDeniedError):
        return "拒绝了访问：请检查 CANYUE_LLM_API_KEY"
    if isinstance(error, openai.NotFoundError):
        return "没有找到：请检查 CANYUE_LLM_BASE_URL 和 CANYUE_LLM_MODEL"
    if isinstance(error, openai.RateLimitError):
        return "太忙或额度已用完（429），重试后仍未成功"
    if isinstance(error, openai.APIStatusError):
        return f"的服务出错（{error.status_code}）"
    if isinstance(error, openai.APIConnectionError):
        return "连接不上：请检查 CANYUE_LLM_BASE_URL 和网络"
    return f"返回的内容无法读取（{type(error).__name__}）"
